import type { Reporter, TestModule } from 'vitest/node'

const SHOWN = 15

/** Says at the end of a run which tests and which files took longest. */
export default class SlowestTests implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()].map((test) => ({ name: `${module.relativeModuleId} > ${test.fullName}`, ms: test.diagnostic()?.duration ?? 0 })))
    const files = modules.map((module) => ({ name: module.relativeModuleId, ms: module.diagnostic().duration + module.diagnostic().collectDuration }))
    print('Slowest tests', tests)
    print('Slowest files, with their imports', files)
  }
}

function print(title: string, timed: readonly { readonly name: string; readonly ms: number }[]): void {
  console.log(`\n${title}:`)
  for (const { name, ms } of timed.toSorted((a, b) => b.ms - a.ms).slice(0, SHOWN)) console.log(`${(ms / 1000).toFixed(1).padStart(7)} s  ${name}`)
}

import { rm } from 'node:fs/promises'
import { benchFiles } from './read/bench-files.ts'
import { fixtureFormSet } from './read/form-set.ts'
import { countSteps, STEPS } from './read/count-steps.ts'
import { countWorkers } from './read/count-workers.ts'
import { machineGain } from './read/machine-gain.ts'
import { drawnBy } from './read/pdftoppm.ts'

/**
 * How long a page takes from the file to its readings, where the time goes, what two workers gain and how much memory one takes. Processor time is what counts:
 * it does not change with the neighbours on the machine. `npm run bench -- read`
 */
const WORKS = Number(process.env['BENCH_WORKS'] ?? 4)

const ms = (value: number): string => value.toFixed(0).padStart(6)
const { folder, files } = await benchFiles(WORKS)
const forms = await fixtureFormSet()
try {
  console.log(`ms of processor time a page, mean\n${''.padEnd(28)}${STEPS.map((step) => step.padStart(12)).join('')}${'all'.padStart(8)}`)
  for (const { name, path } of files) {
    const steps = await countSteps({ path, forms })
    const all = STEPS.reduce((sum, step) => sum + steps.cpuMs[step], 0)
    console.log(`${name.padEnd(28)}${STEPS.map((step) => steps.cpuMs[step].toFixed(1).padStart(12)).join('')}${all.toFixed(0).padStart(8)}   (${steps.found} of ${steps.pages} pages found)`)
  }
  console.log(`\nms a page in recogniser processes, file to evidence\n${''.padEnd(28)}1 worker: cpu   clock   peak MB   2 workers: cpu   clock  gain   pdftoppm cpu  ratio`)
  for (const { name, path } of files) {
    const one = await countWorkers({ path, forms, workers: 1 }), two = await countWorkers({ path, forms, workers: 2 })
    const drawn = drawnBy(path)
    console.log(`${name.padEnd(28)}        ${ms(one.cpuMs)}  ${ms(one.clockMs)}    ${ms(one.peakMb)}         ${ms(two.cpuMs)}  ${ms(two.clockMs)}  ${(one.clockMs / two.clockMs).toFixed(2)}`
      + `         ${ms(drawn.cpuMs / one.pages)}   ${(one.cpuMs / (drawn.cpuMs / one.pages)).toFixed(2)}`)
  }
  console.log(`\ntwo processes that only compute, and share nothing, gain ${(await machineGain()).toFixed(2)} on this machine`)
} finally {
  await rm(folder, { recursive: true, force: true })
}

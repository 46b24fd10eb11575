import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { waitUntil } from './wait-until.ts'

/** A running effect-process. */
export interface EffectProcess {
  /** Effects it has told of so far. */
  readonly effects: () => number
  /** kill -9, and wait for its end. */
  kill(): Promise<void>
}

/** Starts a worker in a process of its own. */
export function startEffectProcess(env: Readonly<Record<string, string>>, ...args: readonly string[]): EffectProcess {
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'effect-process.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'], env: { PATH: process.env['PATH'], ...env },
  })
  const ended = once(child, 'exit')
  let effects = 0
  child.stdout!.on('data', (bytes: Buffer) => { effects += bytes.toString().split('\n').length - 1 })
  return { effects: () => effects, kill: async () => { child.kill('SIGKILL'); await ended } }
}

/** Lets a worker have some effects, then kills it in the midst of its work. */
export async function killMidWork(worker: EffectProcess, afterEffects: number): Promise<void> {
  const before = worker.effects()
  await waitUntil(() => worker.effects() >= before + afterEffects)
  await worker.kill()
}

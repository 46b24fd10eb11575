import { fork, type ChildProcess } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import type { Answer, Request } from './messages.ts'

/** The child may take this long for one answer and hold this much memory; then it is killed and what it worked on is refused. */
export interface ProcessLimits { readonly answerMs: number; readonly startMs: number; readonly memoryMb: number }
export const PROCESS_LIMITS: ProcessLimits = { answerMs: 20_000, startMs: 120_000, memoryMb: 1200 }

/** How a child ended in the middle of an answer. */
export type Death = 'timeout' | 'memory' | 'crash'
export class ChildDied extends Error {
  readonly death: Death
  constructor(death: Death) {
    super(`The recogniser process ended: ${death}`)
    this.death = death
  }
}

const WATCH_MS = 200
const PAGE_KB = 4

/** One child process that decodes and recognises: hostile files are opened only there. One request at a time. */
export class RecogniserProcess {
  readonly #child: ChildProcess
  readonly #limits: ProcessLimits
  #waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | null = null
  #death: Death = 'crash'
  #dead = false

  constructor(limits: ProcessLimits = PROCESS_LIMITS) {
    this.#limits = limits
    this.#child = fork(new URL('./recogniser-child.mjs', import.meta.url), [], {
      serialization: 'advanced', execArgv: [`--max-old-space-size=${limits.memoryMb}`], stdio: ['ignore', 'ignore', 'inherit', 'ipc'], env: childEnvironment(),
    })
    this.#child.on('message', (answer: Answer) => { const one = this.#waiting; this.#waiting = null; one?.resolve(answer) })
    this.#child.on('error', () => this.#end())
    this.#child.on('exit', () => this.#end())
  }

  get dead(): boolean { return this.#dead }

  /** Sends one request and waits for its answer. Throws `ChildDied` when the child ended or had to be killed. */
  async ask(request: Request): Promise<Answer> {
    if (this.#dead) throw new ChildDied(this.#death)
    const answer = new Promise<Answer>((resolve, reject) => { this.#waiting = { resolve, reject } })
    this.#child.send(request, (error) => { if (error) this.#end() })
    const startedAt = Date.now()
    const limitMs = request.type === 'forms' ? this.#limits.startMs : this.#limits.answerMs
    const watch = setInterval(() => {
      if (Date.now() - startedAt > limitMs) this.kill('timeout')
      else void this.#residentMb().then((mb) => { if (mb > this.#limits.memoryMb) this.kill('memory') })
    }, WATCH_MS)
    try {
      return await answer
    } finally {
      clearInterval(watch)
    }
  }

  kill(death: Death = 'crash'): void {
    if (!this.#dead) this.#death = death
    this.#child.kill('SIGKILL')
  }

  #end(): void {
    this.#dead = true
    const one = this.#waiting
    this.#waiting = null
    one?.reject(new ChildDied(this.#death))
  }

  // Only Linux says so; elsewhere the heap limit alone holds.
  async #residentMb(): Promise<number> {
    try {
      return (Number((await readFile(`/proc/${this.#child.pid}/statm`, 'utf8')).split(' ')[1]) * PAGE_KB) / 1024
    } catch {
      return 0
    }
  }
}

/** The child gets no settings and no secrets of this program. */
function childEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(['PATH', 'HOME', 'LANG', 'TMPDIR', 'NODE_ENV'].flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])))
}

import { fork, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { UploadPlace } from '../../pipeline/intake/plan-upload.ts'
import type { Answer, Request } from './messages.ts'

/**
 * The child may compute this long for one answer, keep one waiting this long in all, take this much memory for it beyond what it holds idle,
 * and hold this much in all; then it is killed and what it worked on is refused. Computing is counted apart, so that a busy machine does not
 * refuse good scans. A4 in colour at 600 dpi takes 210 MB; what the limits of intake let a file hold comes on top: a TIFF of 192 MB, a PDF of 96 twice.
 */
export interface ProcessLimits { readonly cpuMs: number; readonly answerMs: number; readonly growthMb: number; readonly memoryMb: number }
export const PROCESS_LIMITS: ProcessLimits = { cpuMs: 15_000, answerMs: 180_000, growthMb: 440, memoryMb: 2000 }

/** How a child ended in the middle of an answer. */
export type Death = 'timeout' | 'memory' | 'crash'
export class ChildDied extends Error {
  readonly death: Death
  /** Where in the file it was, as far as it had said. */
  readonly place: UploadPlace | null
  /** `how`: what the system said of its end, for the log. */
  constructor(death: Death, how = '', place: UploadPlace | null = null) {
    super(`The recogniser process ended: ${death}${how && `, ${how}`}`)
    this.death = death
    this.place = place
  }
}

const WATCH_MS = 50
const PAGE_KB = 4
/** Linux counts a process's time in hundredths of a second. */
const TICK_MS = 10

/** One child process that decodes and recognises: hostile files are opened only there. One request at a time. */
export class RecogniserProcess {
  readonly #child: ChildProcess
  readonly #limits: ProcessLimits
  /** Where the child's program lies until it is read, and where it lays large files of a ZIP; what is left goes with the child, however that ended. */
  readonly #scratch: string
  #waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | null = null
  #death: Death = 'crash'
  #dead = false
  #walk: string | null = null
  #place: UploadPlace | null = null

  /** `program`: see `recogniserProgram`. */
  constructor(program: string, limits: ProcessLimits = PROCESS_LIMITS) {
    this.#limits = limits
    this.#scratch = join(tmpdir(), `sverka-recogniser-${randomUUID()}`)
    mkdirSync(this.#scratch, { mode: 0o700 })
    const path = join(this.#scratch, 'recogniser.mjs')
    writeFileSync(path, program)
    this.#child = fork(path, [this.#scratch], {
      serialization: 'advanced', execArgv: [`--max-old-space-size=${limits.memoryMb}`, '--expose-gc'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'], env: childEnvironment(),
    })
    this.#child.on('message', (answer: Answer) => { this.#hear(answer) })
    this.#child.on('error', (error) => this.#end(error.message))
    this.#child.on('exit', (code, signal) => {
      this.#end(signal ?? `exit code ${code}`)
      rmSync(this.#scratch, { recursive: true, force: true })
    })
  }

  get dead(): boolean { return this.#dead }

  /** Sends one request and waits for its answer. Throws `ChildDied` when the child ended or had to be killed. */
  async ask(request: Request): Promise<Answer> {
    if (this.#dead) throw new ChildDied(this.#death)
    const walk = request.type === 'page' || request.type === 'plan' ? request.walk : null
    if (walk !== this.#walk) this.#place = null
    this.#walk = walk
    const answer = new Promise<Answer>((resolve, reject) => { this.#waiting = { resolve, reject } })
    answer.catch(() => undefined)
    this.#child.send(request, (error) => { if (error) this.#end(error.message) })
    const startedAt = Date.now()
    let answered = false
    const before = await this.#used()
    // Forms are our own and are prepared once, decisions and drawing open no file: they may take their time.
    const isTrusted = request.type === 'forms' || request.type === 'guess' || request.type === 'stack' || request.type === 'decide'
    const cpuMs = isTrusted ? this.#limits.answerMs : this.#limits.cpuMs
    const memoryMb = isTrusted ? this.#limits.memoryMb : Math.min(this.#limits.memoryMb, before.memoryMb + this.#limits.growthMb)
    const watch = setInterval(() => {
      if (Date.now() - startedAt > this.#limits.answerMs) this.kill('timeout')
      else void this.#used().then((now) => {
        if (answered) return
        if (now.memoryMb > memoryMb) this.kill('memory')
        else if (now.cpuMs - before.cpuMs > cpuMs) this.kill('timeout')
      })
    }, WATCH_MS)
    try {
      return await answer
    } finally {
      answered = true
      clearInterval(watch)
    }
  }

  kill(death: Death = 'crash'): void {
    if (!this.#dead) this.#death = death
    this.#child.kill('SIGKILL')
  }

  #hear(answer: Answer): void {
    if (answer.type === 'at') { this.#place = answer.place; return }
    const one = this.#waiting
    this.#waiting = null
    one?.resolve(answer)
  }

  #end(how: string): void {
    this.#dead = true
    const one = this.#waiting
    this.#waiting = null
    one?.reject(new ChildDied(this.#death, how, this.#place))
  }

  // Only Linux says so; elsewhere the heap's limit and the clock alone hold.
  async #used(): Promise<{ readonly cpuMs: number; readonly memoryMb: number }> {
    try {
      const [stat, statm] = await Promise.all([readFile(`/proc/${this.#child.pid}/stat`, 'utf8'), readFile(`/proc/${this.#child.pid}/statm`, 'utf8')])
      // The name in brackets may hold spaces; user and system time are the 12th and 13th fields behind it.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return { cpuMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS, memoryMb: (Number(statm.split(' ')[1]) * PAGE_KB) / 1024 }
    } catch {
      return { cpuMs: 0, memoryMb: 0 }
    }
  }
}

/**
 * The child gets no settings and no secrets of this program. On Linux, memory of pictures goes back to the system when they are done: without this a child
 * keeps half as much again as it needs; and it comes in pages of 2 MB, not of 4 KB, which saves a tenth of the processor time.
 */
function childEnvironment(): NodeJS.ProcessEnv {
  const passed = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'NODE_ENV'].flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))
  return { ...Object.fromEntries(passed), MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '1048576', MALLOC_TRIM_THRESHOLD_: '8388608', GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1' }
}

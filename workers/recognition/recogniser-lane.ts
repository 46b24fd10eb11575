import type { Answer, FormSet, Request } from './messages.ts'
import { ChildDied, RecogniserProcess, type ProcessLimits } from './recogniser-process.ts'
import { recogniserProgram } from './recogniser-program.ts'

/** A place for one recogniser process: requests wait for one another, a dead process is replaced, forms are sent to it once. */
export class RecogniserLane {
  readonly #limits: ProcessLimits
  #process: RecogniserProcess | null = null
  #knownForms = new Set<string>()
  #tail: Promise<unknown> = Promise.resolve()
  #waiting = 0
  #closed = false

  constructor(limits: ProcessLimits) {
    this.#limits = limits
  }

  get waiting(): number { return this.#waiting }

  /** Throws `ChildDied` when the process ended over this request; whatever it had begun is gone with it. */
  ask(forms: FormSet | null, request: Request): Promise<Answer> {
    this.#waiting++
    const answer = this.#tail.then(() => this.#askNow(forms, request)).finally(() => { this.#waiting-- })
    this.#tail = answer.catch(() => undefined)
    return answer
  }

  /** Nothing more is started: what still waits is told that its process ended. */
  close(): void {
    this.#closed = true
    this.#process?.kill()
  }

  async #askNow(forms: FormSet | null, request: Request): Promise<Answer> {
    if (this.#closed) throw new ChildDied('crash')
    if (!this.#process || this.#process.dead) {
      // The walk died with its process: there is nothing left to stop.
      if (request.type === 'stop') return { type: 'done' }
      const program = await recogniserProgram()
      if (this.#closed) throw new ChildDied('crash')
      this.#process = new RecogniserProcess(program, this.#limits)
      this.#knownForms = new Set()
    }
    if (forms && !this.#knownForms.has(forms.key)) {
      this.#knownForms.add(forms.key)
      unlessBug(await this.#process.ask({ type: 'forms', set: forms }))
    }
    return unlessBug(await this.#process.ask(request))
  }
}

function unlessBug(answer: Answer): Answer {
  if (answer.type === 'bug') throw new Error(`The recogniser failed: ${answer.message}`)
  return answer
}


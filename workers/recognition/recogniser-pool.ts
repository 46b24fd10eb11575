import { randomUUID } from 'node:crypto'
import type { Twin } from '../../pipeline/anonymise/certify-twin.ts'
import type { Detection } from '../../pipeline/model/blind-certificate.ts'
import type { UploadPlan } from '../../pipeline/intake/plan-upload.ts'
import type { BlindImage, BlindOrder, TwinOrder, WordsOrder } from './blind-image.ts'
import type { Answer, FormSet, RecognisedPage, Request, StackToDecide } from './messages.ts'
import type { DrawRequest } from '../../pipeline/draw/draw-experts.ts'
import type { GuessChances } from '../../pipeline/draw/guess-chances.ts'
import type { DecidedStack } from '../../pipeline/decide/decide-stack.ts'
import type { LaidPage, LayOrder } from './lay-page.ts'
import type { CropOrder, UnitCrop } from './crop-image.ts'
import { RecogniserLane } from './recogniser-lane.ts'
import { ChildDied, PROCESS_LIMITS, type ProcessLimits } from './recogniser-process.ts'
import { planFile } from './plan-file.ts'
import { walkShares, type Walk } from './walk-shares.ts'

/** Their evidence takes some ms to be written. */
const PAGES_A_PART = 50

/** Some recogniser processes. All work on pictures is done there: in parallel, off the server's thread, and safe from hostile files. */
export class RecogniserPool {
  readonly #lanes: readonly RecogniserLane[]

  constructor({ size, limits = PROCESS_LIMITS }: { readonly size: number; readonly limits?: ProcessLimits }) {
    this.#lanes = Array.from({ length: size }, () => new RecogniserLane(limits))
  }

  /** What an upload is made of: keep it, so that its pages bear the same numbers when the walk is taken up again. */
  plan(file: { readonly path: string; readonly name: string }): Promise<UploadPlan> {
    return planFile({ lane: this.#idlest(), ...file })
  }

  /** Every page of a file in its order, recognised, from the ordinal given (0 is the first); see `walkShares`. */
  async* walk({ fromOrdinal = 0, plan, ...rest }: Omit<Walk, 'fromOrdinal' | 'plan'> & { readonly fromOrdinal?: number; readonly plan?: UploadPlan | undefined }): AsyncGenerator<RecognisedPage> {
    yield* walkShares({ lanes: this.#lanes, walk: { ...rest, fromOrdinal, plan: plan ?? await this.plan(rest) } })
  }

  /** Paints out of a straightened page (JPEG) what an expert may not see. Throws when the process dies over it. */
  async blind({ forms, ...order }: BlindOrder & { readonly forms: FormSet }): Promise<BlindImage> {
    const answer = await this.#ask(forms, { type: 'blind', formsKey: forms.key, ...order })
    if (answer.type !== 'blind') throw new Error(`Unexpected answer ${answer.type}`)
    return answer.blind
  }

  /** Makes the twin of a blind page that stands; null: the page cannot be made again as it is. Throws when the process dies over it. */
  async twin({ forms, ...order }: TwinOrder & { readonly forms: FormSet }): Promise<Twin | null> {
    const answer = await this.#ask(forms, { type: 'twin', formsKey: forms.key, ...order })
    if (answer.type !== 'twin') throw new Error(`Unexpected answer ${answer.type}`)
    return answer.twin
  }

  /** Looks for words on a finished blind page. Throws when the process dies over it. */
  async findWords({ forms, ...order }: WordsOrder & { readonly forms: FormSet }): Promise<Detection> {
    const answer = await this.#ask(forms, { type: 'words', formsKey: forms.key, ...order })
    if (answer.type !== 'words') throw new Error(`Unexpected answer ${answer.type}`)
    return answer.detection
  }

  /** Cuts the answers to each group of tasks out of a blind page. Throws when the process dies over it. */
  async crop({ forms, ...order }: CropOrder & { readonly forms: FormSet }): Promise<readonly UnitCrop[]> {
    const answer = await this.#ask(forms, { type: 'crop', formsKey: forms.key, ...order })
    if (answer.type !== 'crop') throw new Error(`Unexpected answer ${answer.type}`)
    return answer.crops
  }

  /** Tries to lay a page where a person says it belongs; a file at which the process dies is left aside for the picture. Throws when it dies over that too. */
  async lay({ forms, original, ...order }: LayOrder & { readonly forms: FormSet }): Promise<LaidPage> {
    const ask = (from: Pick<LayOrder, 'original'>): Promise<Answer> => this.#ask(forms, { type: 'lay', formsKey: forms.key, ...order, ...from })
    const answer = await (original ? ask({ original }).catch((error: unknown) => { if (error instanceof ChildDied) return ask({}); throw error }) : ask({}))
    if (answer.type !== 'laid') throw new Error(`Unexpected answer ${answer.type}`)
    return answer.laid
  }

  /** Decides a stack: for thousands of pages that takes half a minute, which the server's thread does not have. */
  async decide({ pages, ...known }: StackToDecide): Promise<DecidedStack> {
    const lane = this.#idlest()
    const stack = randomUUID()
    for (let at = 0; at < pages.length; at += PAGES_A_PART) await lane.ask(null, { type: 'stack', stack, pages: pages.slice(at, at + PAGES_A_PART) })
    const answer = await lane.ask(null, { type: 'decide', stack, pageCount: pages.length, ...known })
    if (answer.type !== 'decided') throw new Error(`Unexpected answer ${answer.type}`)
    return answer.decided
  }

  /** Works out how well a draw could be guessed without its seed: a second or two of drawing again and again. */
  async guess(draw: DrawRequest): Promise<GuessChances | null> {
    const answer = await this.#ask(null, { type: 'guess', draw })
    if (answer.type !== 'guessed') throw new Error(`Unexpected answer ${answer.type}`)
    return answer.chances
  }

  #ask(forms: FormSet | null, request: Request): Promise<Answer> {
    return this.#idlest().ask(forms, request)
  }

  #idlest(): RecogniserLane {
    return this.#lanes.reduce((least, one) => (one.waiting < least.waiting ? one : least))
  }

  close(): void {
    for (const lane of this.#lanes) lane.close()
  }
}

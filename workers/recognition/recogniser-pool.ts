import { randomUUID } from 'node:crypto'
import type { ReadingReason } from '../../pipeline/model/page-reading.ts'
import type { BlindPage } from '../../pipeline/anonymise/make-blind-page.ts'
import type { FormSet, RecognisedPage, Share } from './messages.ts'
import { RecogniserLane } from './recogniser-lane.ts'
import { ChildDied, PROCESS_LIMITS, type Death, type ProcessLimits } from './recogniser-process.ts'

const REASON_OF_DEATH: Readonly<Record<Death, ReadingReason>> = { timeout: 'decode-timeout', memory: 'too-large', crash: 'broken-file' }
/** A file at whose pages processes die this often in a row is left alone. */
const GIVE_UP_AFTER_DEATHS = 3

interface Walk { readonly path: string; readonly name: string; readonly forms: FormSet; readonly fromOrdinal: number }

/** Some recogniser processes. All work on pictures is done there: in parallel, off the server's thread, and safe from hostile files. */
export class RecogniserPool {
  readonly #lanes: readonly RecogniserLane[]

  constructor({ size, limits = PROCESS_LIMITS }: { readonly size: number; readonly limits?: ProcessLimits }) {
    this.#lanes = Array.from({ length: size }, () => new RecogniserLane(limits))
  }

  /**
   * Every page of a file in its order, recognised, from the ordinal given (0 is the first). The processes share the file page by
   * page. A page at which a process dies is refused with the reason and the rest goes on.
   */
  async *walk({ fromOrdinal = 0, ...rest }: Omit<Walk, 'fromOrdinal'> & { readonly fromOrdinal?: number }): AsyncGenerator<RecognisedPage> {
    const count = this.#lanes.length
    const shares = this.#lanes.map((lane, index) => walkShare({ lane, walk: { ...rest, fromOrdinal }, share: { index, count } }))
    const askAhead = (index: number): Promise<IteratorResult<RecognisedPage>> => {
      const head = shares[index]!.next()
      head.catch(() => undefined)
      return head
    }
    const heads = shares.map((_, index) => askAhead(index))
    try {
      for (let ordinal = fromOrdinal; ; ordinal++) {
        const index = ordinal % count
        const head = await heads[index]!
        if (head.done) return
        heads[index] = askAhead(index)
        yield head.value
      }
    } finally {
      for (const share of shares) share.return(undefined).catch(() => undefined)
    }
  }

  /** Paints out of a straightened page (JPEG) what an expert may not see. Throws when the process dies over it. */
  async blind({ image, formId, formPage, forms }: { readonly image: Uint8Array; readonly formId: string; readonly formPage: number; readonly forms: FormSet }): Promise<BlindPage> {
    const lane = this.#lanes.reduce((least, one) => (one.waiting < least.waiting ? one : least))
    const answer = await lane.ask(forms, { type: 'blind', image, formsKey: forms.key, formId, formPage })
    if (answer.type !== 'blind') throw new Error(`Unexpected answer ${answer.type}`)
    return answer.blind
  }

  close(): void {
    for (const lane of this.#lanes) lane.close()
  }
}

/** One lane's pages of a walk. After a death the walk begins again behind the page that killed. */
async function* walkShare({ lane, walk, share }: { readonly lane: RecogniserLane; readonly walk: Walk; readonly share: Share }): AsyncGenerator<RecognisedPage> {
  const { path, name, forms } = walk
  let next = walk.fromOrdinal + ((share.index - (walk.fromOrdinal % share.count) + share.count) % share.count)
  let key = randomUUID()
  let last: RecognisedPage | null = null
  let deathsInARow = 0
  try {
    for (;;) {
      try {
        const answer = await lane.ask(forms, { type: 'page', walk: key, path, name, formsKey: forms.key, fromOrdinal: next, share })
        if (answer.type !== 'page') return
        last = answer.page
        deathsInARow = 0
        yield last
      } catch (error) {
        if (!(error instanceof ChildDied)) throw error
        // What kills before its first page has no pages to give; the first lane says so for all.
        const hasPages: boolean = last !== null && last.pageCount > 0
        if (!hasPages && share.index !== walk.fromOrdinal % share.count) return
        yield { file: last?.file ?? name, page: (last?.page ?? 1 - share.count) + share.count, ordinal: next, pageCount: last?.pageCount ?? 0, outcome: { type: 'refused', reason: REASON_OF_DEATH[error.death] } }
        if (!hasPages || ++deathsInARow >= GIVE_UP_AFTER_DEATHS) return
        key = randomUUID()
      }
      next += share.count
    }
  } finally {
    lane.ask(null, { type: 'stop', walk: key }).catch(() => undefined)
  }
}

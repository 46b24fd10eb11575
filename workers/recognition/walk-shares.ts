import { randomUUID } from 'node:crypto'
import type { ReadingReason } from '../../pipeline/model/page-reading.ts'
import type { FormSet, RecognisedPage, Share } from './messages.ts'
import type { RecogniserLane } from './recogniser-lane.ts'
import { ChildDied, type Death } from './recogniser-process.ts'

const REASON_OF_DEATH: Readonly<Record<Death, ReadingReason>> = { timeout: 'decode-timeout', memory: 'too-large', crash: 'broken-file' }
/** When processes die at this many pages of one lane in a row, its other pages of the same file are refused untried. */
const GIVE_UP_AFTER_DEATHS = 3
/** When so many files of one ZIP kill the process that opens them, the rest of it is refused untried. */
const MOST_KILLERS = 20

/** A file on disk, its name, and the ordinal of its first page to read. */
export interface Walk { readonly path: string; readonly name: string; readonly forms: FormSet; readonly fromOrdinal: number }

type Asked = Pick<RecogniserLane, 'ask'>

/**
 * Every page of a file in its order, recognised. The lanes share the file page by page and work ahead of each other. A page at which a process dies is refused
 * with the reason and the rest goes on; a file that kills every process before its first page is one refused page, inside a ZIP too.
 */
export async function* walkShares({ lanes, walk }: { readonly lanes: readonly Asked[]; readonly walk: Walk }): AsyncGenerator<RecognisedPage> {
  const count = lanes.length
  const opening = watchOpening({ lanes: count, fromOrdinal: walk.fromOrdinal })
  const shares = lanes.map((lane, index) => walkShare({ lane, walk, share: { index, count }, opening }))
  const askAhead = (index: number): Promise<IteratorResult<RecognisedPage>> => {
    const head = shares[index]!.next()
    head.catch(() => undefined)
    return head
  }
  const heads = shares.map((_, index) => askAhead(index))
  try {
    for (let ordinal = walk.fromOrdinal; ; ordinal++) {
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

/** What the lanes tell each other of the file. */
interface Opening {
  /** Whether it gives pages at all: true from the first answer of any lane on, false when every lane died before one. */
  readonly opens: Promise<boolean>
  /** The ordinal behind the last page of the file (inside a ZIP, of the file that was opened last), as far as pages have told. */
  readonly end: number
  answered(page: RecognisedPage | null): void
  died(): void
}

function watchOpening({ lanes, fromOrdinal }: { lanes: number; fromOrdinal: number }): Opening {
  let settle: (opens: boolean) => void = () => undefined
  let left = lanes
  let end = fromOrdinal
  const opens = new Promise<boolean>((resolve) => { settle = resolve })
  return {
    opens, get end() { return end },
    answered(page) {
      if (page) end = Math.max(end, page.ordinal - page.page + 1 + page.pageCount)
      settle(true)
    },
    died: () => { if (--left === 0) settle(false) },
  }
}

/** One lane's pages of a walk. After a death the walk begins again behind the page that killed. */
async function* walkShare({ lane, walk, share, opening }: { readonly lane: Asked; readonly walk: Walk; readonly share: Share; readonly opening: Opening }): AsyncGenerator<RecognisedPage> {
  const { path, name, forms } = walk
  const isFirst = share.index === walk.fromOrdinal % share.count
  let next = walk.fromOrdinal + ((share.index - (walk.fromOrdinal % share.count) + share.count) % share.count)
  let key = randomUUID()
  let last: RecognisedPage | null = null
  const skips = new Set<number>()
  let deathsInARow = 0
  let toldOfDeath = false
  try {
    for (;;) {
      try {
        const answer = await lane.ask(forms, { type: 'page', walk: key, path, name, formsKey: forms.key, fromOrdinal: next, share, skips: [...skips] })
        opening.answered(answer.type === 'page' ? answer.page : null)
        if (answer.type !== 'page') return
        last = answer.page
        deathsInARow = 0
        yield last
      } catch (error) {
        if (!(error instanceof ChildDied)) throw error
        const { death, place } = error
        if (place?.entry !== undefined && place.entry !== null && place.pageCount === null) {
          // It died while it opened one file of a ZIP: that one is a refused page, and the others are opened without it.
          opening.answered(null)
          skips.add(place.entry)
          key = randomUUID()
          if (place.firstOrdinal !== next && skips.size <= MOST_KILLERS) continue
          yield { file: skips.size > MOST_KILLERS ? name : place.file, page: 1, ordinal: next, pageCount: 0, outcome: { type: 'refused', reason: REASON_OF_DEATH[death] } }
          if (skips.size > MOST_KILLERS) return
          next += share.count
          continue
        }
        if (last === null && !toldOfDeath) opening.died()
        toldOfDeath = true
        const opens = await opening.opens
        if (!opens && !isFirst) return
        const refused = (ordinal: number): RecognisedPage => ({
          file: last?.file ?? name, page: last ? last.page + ordinal - last.ordinal : ordinal + 1, ordinal, pageCount: last?.pageCount ?? 0,
          outcome: { type: 'refused', reason: REASON_OF_DEATH[death] },
        })
        yield refused(next)
        if (!opens) return
        if (++deathsInARow >= GIVE_UP_AFTER_DEATHS) {
          while (next + share.count < opening.end) yield refused(next += share.count)
          deathsInARow = 0
        }
        key = randomUUID()
      }
      next += share.count
    }
  } finally {
    lane.ask(null, { type: 'stop', walk: key }).catch(() => undefined)
  }
}

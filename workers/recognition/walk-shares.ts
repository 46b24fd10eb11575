import { randomUUID } from 'node:crypto'
import { pagesOf, type PlannedFile, type UploadPlan } from '../../pipeline/intake/plan-upload.ts'
import type { FormSet, RecognisedPage, Share, WalkBegin } from './messages.ts'
import { REASON_OF_DEATH } from './plan-file.ts'
import type { RecogniserLane } from './recogniser-lane.ts'
import { ChildDied, type Death } from './recogniser-process.ts'

/** When processes die at this many pages of one file in a lane, its other pages of the same file are refused untried. */
const GIVE_UP_AFTER_DEATHS = 3

/** A file on disk, its name and plan, and the ordinal of its first page to read. */
export interface Walk { readonly path: string; readonly name: string; readonly plan: UploadPlan; readonly forms: FormSet; readonly fromOrdinal: number }

type Asked = Pick<RecogniserLane, 'ask'>

/**
 * Every page of a file in its order, recognised. The lanes share the file page by page and work ahead of each other. Which page bears which number and how many there are
 * stands in the plan: a page at which a process dies is refused with the reason and the rest goes on, whichever lane it was.
 */
export async function* walkShares({ lanes, walk }: { readonly lanes: readonly Asked[]; readonly walk: Walk }): AsyncGenerator<RecognisedPage> {
  const count = lanes.length
  const shares = lanes.map((lane, index) => walkShare({ lane, walk, share: { index, count } }))
  const askAhead = (index: number): Promise<IteratorResult<RecognisedPage>> => {
    const head = shares[index]!.next()
    head.catch(() => undefined)
    return head
  }
  const heads = shares.map((_, index) => askAhead(index))
  const end = pagesOf(walk.plan)
  try {
    for (let ordinal = walk.fromOrdinal; ordinal < end; ordinal++) {
      const index = ordinal % count
      const head = await heads[index]!
      if (head.done || head.value.ordinal !== ordinal) throw new Error(`Page ${ordinal} of ${end} was to come`)
      heads[index] = askAhead(index)
      yield head.value
    }
  } finally {
    for (const share of shares) share.return(undefined).catch(() => undefined)
  }
}

/** One lane's pages of a walk. After a death the walk begins again behind the page that killed, or behind the file that killed as it was opened. */
async function* walkShare({ lane, walk: { path, name, plan, forms, fromOrdinal }, share }: { readonly lane: Asked; readonly walk: Walk; readonly share: Share }): AsyncGenerator<RecognisedPage> {
  let key = randomUUID(), begun = false, deaths = 0
  const files = withOrdinals(plan)
  let next = fromOrdinal + ((share.index - (fromOrdinal % share.count) + share.count) % share.count)
  const ask = async (): Promise<RecognisedPage> => {
    const begin: WalkBegin = { path, name, plan, formsKey: forms.key, fromOrdinal: next, share }
    let answer = await lane.ask(forms, { type: 'page', walk: key, begin: begun ? null : begin })
    // Another file's page killed the process meanwhile.
    if (answer.type === 'unknown') answer = await lane.ask(forms, { type: 'page', walk: key, begin })
    if (answer.type !== 'page') throw new Error(`Unexpected answer ${answer.type} to page ${next}`)
    begun = true
    return answer.page
  }
  try {
    for (const { planned, first, end } of files) {
      deaths = 0
      while (next < end) {
        try {
          yield await ask()
          next += share.count
        } catch (error) {
          if (!(error instanceof ChildDied)) throw error
          key = randomUUID()
          begun = false
          const isLost = error.place?.opened === false || ++deaths >= GIVE_UP_AFTER_DEATHS
          for (const until = isLost ? end : next + 1; next < until; next += share.count) yield refusedPage({ planned, first, ordinal: next, death: error.death })
        }
      }
    }
  } finally {
    lane.ask(null, { type: 'stop', walk: key }).catch(() => undefined)
  }
}

function withOrdinals(plan: UploadPlan): readonly { readonly planned: PlannedFile; readonly first: number; readonly end: number }[] {
  let end = 0
  return plan.map((planned) => ({ planned, first: end, end: (end += planned.pages) }))
}

const refusedPage = ({ planned, first, ordinal, death }: { planned: PlannedFile; first: number; ordinal: number; death: Death }): RecognisedPage =>
  ({ file: planned.file, page: ordinal - first + 1, ordinal, pageCount: planned.pages, outcome: { type: 'refused', reason: REASON_OF_DEATH[death] } })

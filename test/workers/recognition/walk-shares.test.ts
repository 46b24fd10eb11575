import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { pagesOf, type UploadPlan } from '../../../pipeline/intake/plan-upload.ts'
import type { Answer, RecognisedPage, Request, WalkBegin } from '../../../workers/recognition/messages.ts'
import { planFile } from '../../../workers/recognition/plan-file.ts'
import { ChildDied } from '../../../workers/recognition/recogniser-process.ts'
import { walkShares } from '../../../workers/recognition/walk-shares.ts'

/** A plan of files with so many pages each. */
const planOf = (...pages: readonly number[]): UploadPlan => pages.map((count, entry) => ({ entry, file: `a.zip/${entry}`, pages: count, refused: null }))
const fileAt = (plan: UploadPlan, ordinal: number): { readonly entry: number; readonly page: number } => {
  let first = 0, entry = 0
  while (ordinal >= first + plan[entry]!.pages) first += plan[entry++]!.pages
  return { entry, page: ordinal - first + 1 }
}

/** A lane whose process dies at some pages, and as it opens some files. `deaths`: how often in all; afterwards it dies no more. */
function lane({ plan, pages = [], files = [], deaths = Infinity }: { plan: UploadPlan; pages?: readonly number[]; files?: readonly number[]; deaths?: number }) {
  const walks = new Map<string, { begin: WalkBegin; next: number }>()
  const stopped: string[] = []
  const asked: number[] = []
  let left = deaths
  const ask = async (_: unknown, request: Request): Promise<Answer> => {
    await new Promise(setImmediate)
    if (request.type === 'stop') stopped.push(request.walk)
    if (request.type !== 'page') return { type: 'done' }
    if (!walks.has(request.walk) && request.begin) walks.set(request.walk, { begin: request.begin, next: request.begin.fromOrdinal })
    const walk = walks.get(request.walk)
    if (!walk) return { type: 'unknown' }
    const { next } = walk
    asked.push(next)
    const { entry, page } = fileAt(plan, next)
    const { file } = plan[entry]!
    const die = (opened: boolean): never => {
      left--
      walks.clear()
      throw new ChildDied('timeout', '', { entry, file, opened })
    }
    if (left > 0 && files.includes(entry)) die(false)
    if (left > 0 && pages.includes(next)) die(true)
    walk.next += walk.begin.share.count
    return { type: 'page', page: { file, page, ordinal: next, pageCount: plan[entry]!.pages, outcome: { type: 'refused', reason: 'blank-page' } } }
  }
  return { ask, stopped, asked, forget: () => { walks.clear() } }
}
type Lane = ReturnType<typeof lane>

const walk = (lanes: readonly Lane[], plan: UploadPlan, fromOrdinal = 0): AsyncGenerator<RecognisedPage> =>
  walkShares({ lanes, walk: { path: '/a', name: 'a.zip', forms: { key: 'k', forms: [] }, plan, fromOrdinal } })

async function walked(lanes: readonly Lane[], plan: UploadPlan, fromOrdinal = 0): Promise<RecognisedPage[]> {
  const found: RecognisedPage[] = []
  for await (const page of walk(lanes, plan, fromOrdinal)) found.push(page)
  return found
}

const places = (plan: UploadPlan, fromOrdinal = 0): [number, string, number][] =>
  Array.from({ length: pagesOf(plan) }, (_, ordinal) => ordinal).slice(fromOrdinal).map((ordinal) => [ordinal, `a.zip/${fileAt(plan, ordinal).entry}`, fileAt(plan, ordinal).page])

test('whichever lanes die over which pages and files, every page of the upload comes out once, in order and under its own name', async () => {
  const lanesOf = fc.array(fc.record({ pages: fc.array(fc.nat(20)), files: fc.array(fc.nat(5)), deaths: fc.oneof(fc.constant(Infinity), fc.nat(4)) }), { minLength: 1, maxLength: 3 })
  await fc.assert(fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 6 }), lanesOf, fc.nat(30), async (counts, dying, from) => {
    const plan = planOf(...counts)
    const fromOrdinal = from % (pagesOf(plan) + 1)
    const found = await walked(dying.map((one) => lane({ plan, ...one })), plan, fromOrdinal)
    expect(found.map(({ ordinal, file, page }) => [ordinal, file, page])).toEqual(places(plan, fromOrdinal))
    // What no lane died over was read.
    const killed = (ordinal: number): boolean => dying.some(({ pages, files }) => files.includes(fileAt(plan, ordinal).entry) || pages.some((page) => page < pagesOf(plan) && fileAt(plan, page).entry === fileAt(plan, ordinal).entry))
    for (const { ordinal, outcome } of found) if (!killed(ordinal)) expect(outcome).toEqual({ type: 'refused', reason: 'blank-page' })
  }), { numRuns: 300 })
})

test('a file inside a ZIP that kills one lane only takes away that lane’s pages of it, and no page behind it moves', async () => {
  const plan = planOf(1, 4, 2)
  const found = await walked([lane({ plan, files: [1] }), lane({ plan })], plan)
  expect(found.map(({ ordinal, file, page }) => [ordinal, file, page])).toEqual(places(plan))
  expect(found.filter(({ outcome }) => outcome.type === 'refused' && outcome.reason === 'decode-timeout').map(({ ordinal }) => ordinal)).toEqual([2, 4])
})

test('a process that another file killed meanwhile is told again where the walk was', async () => {
  const plan = planOf(6)
  const one = lane({ plan })
  const found: number[] = []
  for await (const { ordinal } of walk([one], plan)) { found.push(ordinal); one.forget() }
  expect(found).toEqual([0, 1, 2, 3, 4, 5])
})

test('pages behind three deaths of a lane are refused untried', async () => {
  const plan = planOf(100)
  const lanes = [lane({ plan }), lane({ plan, pages: Array.from({ length: 50 }, (_, i) => 2 * i + 1) })]
  const found = await walked(lanes, plan)
  expect(found.filter(({ outcome }) => outcome.type === 'refused' && outcome.reason === 'decode-timeout').length).toBe(50)
  expect(lanes[1]!.asked).toEqual([1, 3, 5])
})

test('a walk that is left early stops its lanes', async () => {
  const plan = planOf(9)
  const lanes = [lane({ plan }), lane({ plan })]
  for await (const page of walk(lanes, plan)) if (page.ordinal === 2) break
  await vi.waitFor(() => { expect(lanes.map(({ stopped }) => stopped.length)).toEqual([1, 1]) })
})

/** A lane that plans a ZIP of so many files, whose process dies over some of them; `null`: over the ZIP itself. */
const planner = (files: number, kills: readonly number[] | null) => {
  const nexts = new Map<string, number>()
  const ask = async (_: unknown, request: Request): Promise<Answer> => {
    if (request.type !== 'plan') return { type: 'done' }
    const entry = nexts.get(request.walk) ?? request.fromEntry
    const file = `a.zip/${entry}`
    if (kills === null) throw new ChildDied('memory', '', { entry: null, file: 'a.zip', opened: false })
    if (kills.includes(entry)) throw new ChildDied('memory', '', { entry, file, opened: false })
    nexts.set(request.walk, entry + 1)
    return entry < files ? { type: 'file', file: { entry, file, pages: entry + 1, refused: null } } : { type: 'end' }
  }
  return planFile({ lane: { ask }, path: '/a', name: 'a.zip' })
}

test('files of a ZIP over which the process dies are one refused page each in its plan, and the others are opened without them', async () => {
  expect((await planner(4, [1, 3])).map(({ file, pages, refused }) => [file, pages, refused])).toEqual([['a.zip/0', 1, null], ['a.zip/1', 1, 'too-large'], ['a.zip/2', 3, null], ['a.zip/3', 1, 'too-large']])
})

test('a file that kills its process is one refused page', async () => {
  expect(await planner(0, null)).toEqual([{ entry: null, file: 'a.zip', pages: 1, refused: 'too-large' }])
})

test('a ZIP of nothing but killers is given up', async () => {
  const plan = await planner(100, Array.from({ length: 100 }, (_, i) => i))
  expect(plan.length).toBe(21)
  expect(plan.at(-1)).toEqual({ entry: null, file: 'a.zip', pages: 1, refused: 'too-large' })
})

import type { Form } from '../model/form.ts'

/** A page as it stands, in scan order inside its file. */
export interface PlacedPage {
  readonly id: string
  readonly file: string
  readonly number: number
  /** In a work for certain; recognised but nobody's; a second scan of a taken place; or no page of a form at all. */
  readonly place: 'work' | 'doubtful' | 'duplicate' | 'other'
  readonly form: string | null
  readonly formPage: number | null
  /** Of the work it stands in or, for a duplicate, whose place it claims. */
  readonly code: string | null
}

/** What the order of the stack suggests. Nothing of it happens by itself: a person looks and accepts. */
export type Repair =
  /** The page lies among the pages of this work, which lacks exactly it. `from`: the work in which it stands now. */
  | { readonly type: 'put'; readonly page: string; readonly form: string; readonly formPage: number; readonly code: string; readonly from: string | null }
  /** Pages are missing in the middle of an otherwise unbroken run: the feeder took sheets together. `after` is the page before the hole. */
  | { readonly type: 'fed-double'; readonly form: string; readonly code: string; readonly missing: readonly number[]; readonly after: string }
  | { readonly type: 'missing'; readonly form: string; readonly code: string; readonly missing: readonly number[] }
  /** A second scan of a page that the work has. */
  | { readonly type: 'repeat'; readonly page: string; readonly form: string; readonly formPage: number; readonly code: string }
  /** A page of no form between two pages of one work. */
  | { readonly type: 'extra'; readonly page: string; readonly code: string }

type InWork = PlacedPage & { readonly form: string; readonly formPage: number; readonly code: string }
const workKey = (form: string, code: string): string => `${form} ${code}`

/** Proposals for a school's pages, put in order of the stack; a place is proposed to one page or to none. */
export function proposeRepairs({ pages, forms }: { readonly pages: readonly PlacedPage[]; readonly forms: readonly Pick<Form, 'id' | 'pages'>[] }): readonly Repair[] {
  const inOrder = [...pages].sort((a, b) => (a.file === b.file ? a.number - b.number : a.file < b.file ? -1 : 1))
  const works = new Map<string, InWork[]>()
  for (const page of inOrder) if (isInWork(page)) works.set(workKey(page.form, page.code), [...works.get(workKey(page.form, page.code)) ?? [], page])
  const lacks = (form: string, code: string, formPage: number): boolean => works.get(workKey(form, code))?.every((page) => page.formPage !== formPage) ?? false

  const puts = inOrder.flatMap((page, at): Extract<Repair, { type: 'put' }>[] => {
    const { form, formPage } = page
    if (form === null || formPage === null || (page.place !== 'doubtful' && page.place !== 'work')) return []
    const code = codeAround({ page: { ...page, form, formPage }, before: neighbour(inOrder, at, -1), after: neighbour(inOrder, at, 1), lacks })
    return code === null ? [] : [{ type: 'put', page: page.id, form, formPage, code, from: page.place === 'work' ? page.code : null }]
  })
  const placeOf = (put: Extract<Repair, { type: 'put' }>): string => `${workKey(put.form, put.code)} ${put.formPage}`
  const single = puts.filter((put) => puts.filter((other) => placeOf(other) === placeOf(put)).length === 1)
  const promised = new Set(single.map(placeOf))

  const holes = [...works.values()].flatMap((own): Repair[] => {
    const { form, code } = own[0]!
    const numbers = forms.find((one) => one.id === form)?.pages.map((page) => page.number) ?? []
    const missing = numbers.filter((number) => own.every((page) => page.formPage !== number) && !promised.has(`${workKey(form, code)} ${number}`))
    if (missing.length === 0) return []
    const before = feederHole(own, missing)
    return [before ? { type: 'fed-double', form, code, missing, after: before.id } : { type: 'missing', form, code, missing }]
  })
  const repeats = inOrder.flatMap((page): Repair[] => (page.place === 'duplicate' && page.form !== null && page.formPage !== null && page.code !== null
    ? [{ type: 'repeat', page: page.id, form: page.form, formPage: page.formPage, code: page.code }] : []))
  const extras = inOrder.flatMap((page, at): Repair[] => {
    if (page.place !== 'other') return []
    const [before, after] = [neighbour(inOrder, at, -1), neighbour(inOrder, at, 1)]
    return before && after && before.code === after.code && before.form === after.form ? [{ type: 'extra', page: page.id, code: before.code }] : []
  })
  return [...single, ...holes, ...repeats, ...extras]
}

const isInWork = (page: PlacedPage): page is InWork => page.place === 'work' && page.form !== null && page.formPage !== null && page.code !== null

/** The nearest page of the same file, that way, which stands in a work. */
function neighbour(pages: readonly PlacedPage[], at: number, way: 1 | -1): InWork | undefined {
  for (let i = at + way; pages[i]?.file === pages[at]!.file; i += way) if (isInWork(pages[i]!)) return pages[i] as InWork
  return undefined
}

/** The work whose row goes on through this page: both neighbours are of it, or the one is and the row of the other begins anew. */
function codeAround({ page, before, after, lacks }: {
  page: PlacedPage & { readonly form: string; readonly formPage: number }; before: InWork | undefined; after: InWork | undefined; lacks: (form: string, code: string, formPage: number) => boolean
}): string | null {
  const fits = (code: string | undefined): code is string => code !== undefined && code !== page.code && lacks(page.form, code, page.formPage)
  const same = (one: InWork | undefined): one is InWork => one?.form === page.form
  if (same(before) && same(after) && before.code === after.code) return before.formPage < page.formPage && page.formPage < after.formPage && fits(before.code) ? before.code : null
  // At an edge only the very next number counts, and only for a page that is nobody's yet.
  if (page.place === 'work') return null
  const endsBefore = same(before) && before.formPage === page.formPage - 1 && fits(before.code)
  const beginsAfter = same(after) && after.formPage === page.formPage + 1 && fits(after.code)
  if (endsBefore === beginsAfter) return null
  return endsBefore ? before!.code : after!.code
}

/** The page before the hole when the work's pages lie in one unbroken run, in order, with the missing ones in its middle. */
function feederHole(own: readonly InWork[], missing: readonly number[]): InWork | null {
  const first = own[0]!
  const unbroken = own.every((page, i) => page.file === first.file && (i === 0 || (page.number === own[i - 1]!.number + 1 && page.formPage > own[i - 1]!.formPage)))
  const holes = own.flatMap((page, i) => (i > 0 && page.formPage > own[i - 1]!.formPage + 1 ? [own[i - 1]!] : []))
  const inside = missing.every((number) => number > first.formPage && number < own.at(-1)!.formPage)
  return unbroken && inside && holes.length === 1 ? holes[0]! : null
}

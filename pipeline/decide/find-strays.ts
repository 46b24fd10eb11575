import type { Form } from '../model/form.ts'
import type { FormPageInStack } from './scanned-page.ts'

/** Below this share of pages that follow their work in order a stack counts as shuffled, and order says nothing. */
const ORDERLY = 0.7

/**
 * Pages whose code breaks into another work's row: in an orderly stack a page follows the page before it (the next number, same form, same
 * file), yet bears another code. Either the pupil or the reader erred, or a page lies in the wrong work; a person must look. Both sides of
 * a break are not suspect alike: the shorter row that has no first page of its own is.
 */
export function findStrays({ pages, codes, forms }: {
  readonly pages: readonly FormPageInStack[]
  readonly codes: readonly (string | null)[]
  readonly forms: ReadonlyMap<string, Pick<Form, 'pages'>>
}): ReadonlySet<number> {
  const follows = (i: number): boolean => {
    const [before, page] = [pages[i - 1], pages[i]]
    return before !== undefined && page !== undefined && before.file === page.file && before.evidence.form === page.evidence.form
      && page.evidence.formPage === nextPage(before, forms)
  }
  const following = pages.flatMap((_, i) => (follows(i) ? [i] : []))
  const orderly = following.filter((i) => codes[i] === codes[i - 1]).length
  const strays = new Set<number>()
  if (following.length === 0 || orderly < ORDERLY * following.length) return strays
  for (const i of following) {
    if (codes[i] === codes[i - 1]) continue
    for (const row of [rowBefore(i - 1), rowAfter(i)]) for (const page of row) strays.add(page)
  }
  return strays

  /** Pages that follow each other under one code, back from `i`: suspect only when the row they stand in does not begin with page 1. */
  function rowBefore(i: number): readonly number[] {
    const row = [i]
    for (let at = i; follows(at) && codes[at] === codes[at - 1]; at--) row.unshift(at - 1)
    return pages[row[0] as number]?.evidence.formPage === 1 && row.length > 1 ? [] : row
  }

  function rowAfter(i: number): readonly number[] {
    const row = [i]
    for (let at = i + 1; follows(at) && codes[at] === codes[at - 1]; at++) row.push(at)
    return row
  }
}

const nextPage = (page: FormPageInStack, forms: ReadonlyMap<string, Pick<Form, 'pages'>>): number => {
  const numbers = (forms.get(page.evidence.form)?.pages ?? []).map(({ number }) => number).sort((a, b) => a - b)
  return numbers.find((number) => number > page.evidence.formPage) ?? NaN
}

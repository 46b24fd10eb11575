import type { PageEvidence } from '../model/evidence.ts'
import type { Form } from '../model/form.ts'
import type { PageReading } from '../model/page-reading.ts'
import type { ResultsForm } from '../model/results-form.ts'
import { decideCodes, type DecidedCode } from './decide-codes.ts'
import { decideScores } from './decide-scores.ts'
import { decideVariants } from './decide-variants.ts'
import { groupWorks, type GroupedStack } from './group-works.ts'
import { formPageReading, otherPageReading, type PageDecision } from './page-readings.ts'
import { formPagesOf, type FormPageInStack, type ScannedPage } from './scanned-page.ts'
import { DEFAULT_DECISION_SETTINGS, type DecisionSettings } from './settings.ts'

/** A stack decided: a reading of every page, in stack order, and where every page belongs. */
export interface DecidedStack extends GroupedStack {
  readonly readings: readonly PageReading[]
}

/** A doubtful page shares the evidence of the work it seems to belong to from this confidence on. */
const JOINS_WORK = 0.99

/**
 * Decides a stack of recognised pages in scan order: codes over the whole stack, then the scores and the variant of each work together. Can be
 * repeated when more is known (a roster, a results form, more pages): it keeps nothing and changes nothing.
 */
export function decideStack({ pages, forms, roster = null, resultsForms, settings = DEFAULT_DECISION_SETTINGS }: {
  readonly pages: readonly ScannedPage[]
  readonly forms: readonly Form[]
  /** The codes that the school was issued; null when unknown. */
  readonly roster?: readonly string[] | null
  /** By form id. A weak witness: it settles small doubts and hides nothing. */
  readonly resultsForms?: ReadonlyMap<string, ResultsForm> | undefined
  readonly settings?: DecisionSettings
}): DecidedStack {
  const formById = new Map(forms.map((form) => [form.id, form]))
  const formPages = formPagesOf(pages).filter((page) => formById.has(page.evidence.form))
  const codes = decideCodes({ pages: formPages, forms: formById, roster, settings: settings.codes })
  const grouped = groupWorks({ pages, formPages, codes, forms: formById })
  const codeOf = new Map(formPages.map((page, i) => [page, codes[i]?.reading]))
  const decisions = new Map<number, PageDecision>()
  for (const unit of unitsOf({ formPages, codes, grouped })) {
    const form = formById.get(unit.form) as Form
    const row = unit.code === null ? undefined : resultsForms?.get(unit.form)?.rows.find(({ code, variant }) => code === unit.code && variant !== null)
    for (const [index, decision] of decideUnit({ evidence: unit.pages.map((page) => page.evidence), form, row, settings })) {
      const page = unit.pages[index] as FormPageInStack
      const code = codeOf.get(page)
      decisions.set(page.index, { ...decision, ...(code && { code }) })
    }
  }
  const readings = pages.map((page, index) => {
    const decision = decisions.get(index)
    return decision ? formPageReading(page, decision) : otherPageReading(page)
  })
  return { readings, ...grouped }
}

/** Pages whose values are decided together: a work, with the doubtful pages that very likely belong to it; every other page by itself. */
interface Unit { readonly form: string; readonly code: string | null; readonly pages: FormPageInStack[] }

function unitsOf({ formPages, codes, grouped }: { formPages: readonly FormPageInStack[]; codes: readonly DecidedCode[]; grouped: GroupedStack }): Iterable<Unit> {
  const duplicates = new Set(grouped.works.flatMap((work) => work.duplicates.map(({ index }) => index)))
  const units = new Map<string, Unit>()
  formPages.forEach((page, i) => {
    const { code, sure, contested, candidates } = codes[i] as DecidedCode
    const { form, formPage } = page.evidence
    const joins = code !== null && !duplicates.has(page.index) && (sure || contested || (candidates[0]?.confidence ?? 0) >= JOINS_WORK)
    const taken = joins && units.get(`${form} ${code}`)?.pages.some((other) => other.evidence.formPage === formPage)
    if (!joins || taken) units.set(`page ${page.index}`, { form, code: null, pages: [page] })
    else {
      const unit = units.get(`${form} ${code}`) ?? { form, code, pages: [] }
      units.set(`${form} ${code}`, unit)
      unit.pages.push(page)
    }
  })
  return units.values()
}

/** Scores and variants of pages that belong together, by their position in `evidence`. */
function* decideUnit({ evidence, form, row, settings }: {
  evidence: readonly PageEvidence[]; form: Form; row: ResultsForm['rows'][number] | undefined; settings: DecisionSettings
}): Generator<readonly [number, PageDecision]> {
  const withTotal = evidence.find((page) => page.total)
  const withMark = evidence.find((page) => page.mark)
  const decided = decideScores({
    form, scores: evidence.flatMap((page) => page.scores), total: withTotal?.total, mark: withMark?.mark, resultsRow: row,
  }, settings.scores)
  const variants = decideVariants({ pages: evidence.map((page) => page.variant), variants: form.variants, threshold: settings.variants.threshold })
  let from = 0
  for (const [i, page] of evidence.entries()) {
    const scores = decided.scores.slice(from, from += page.scores.length)
    const variant = variants[i]
    yield [i, {
      ...(variant && { variant }), ...(scores.length > 0 && { scores }),
      ...(page === withTotal && decided.total && { total: decided.total }), ...(page === withMark && decided.mark && { mark: decided.mark }),
    }]
  }
}

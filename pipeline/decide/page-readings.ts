import type { PageReading, ReadingReason, ReadValue, ScoreReading } from '../model/page-reading.ts'
import type { ScannedPage } from './scanned-page.ts'

/** What was decided of one page of a form. A field that the page does not have is absent. */
export interface PageDecision {
  readonly code?: ReadValue
  readonly variant?: ReadValue
  readonly scores?: readonly ScoreReading[]
  readonly total?: ReadValue
  readonly mark?: ReadValue
}

/** Scans below this lose thin strokes; a little is left for the fit's own error. */
const LEAST_DPI = 145

/** A form page's reading as the contract has it: `read` only when nothing on the page needs a person. */
export function formPageReading({ file, page, outcome }: ScannedPage, decision: PageDecision): PageReading {
  if (outcome.type !== 'seen' || outcome.registration.type !== 'matched') throw new Error('only a page of a form can be decided')
  const { form, formPage, rotation, skewDeg, dpi } = outcome.registration
  const values = [decision.code, decision.variant, ...decision.scores ?? [], decision.total, decision.mark].filter((value) => value !== undefined)
  const reasons = [...new Set<ReadingReason>([...(dpi < LEAST_DPI ? ['low-resolution' as const] : []), ...values.flatMap((value) => value.reasons ?? [])])]
  const { code, variant, scores, total, mark } = decision
  return {
    file, page, status: reasons.length > 0 || values.some((value) => value.status === 'review') ? 'review' : 'read', reasons,
    form, formPage, rotation, skewDeg: Math.round(skewDeg * 100) / 100,
    ...(code && { code }), ...(variant && { variant }), ...(scores && { scores: [...scores] }), ...(total && { total }), ...(mark && { mark }),
  }
}

/** The reading of a page that is none of the forms': blank, foreign or unreadable, with its reason. */
export function otherPageReading({ file, page, outcome }: ScannedPage): PageReading {
  const common = { file, page, form: null, formPage: null, rotation: 0, skewDeg: 0 } as const
  if (outcome.type === 'refused') return { ...common, status: 'unreadable', reasons: [outcome.reason] }
  const { registration } = outcome
  if (registration.type === 'blank') return { ...common, status: 'blank', reasons: ['blank-page'] }
  return { ...common, status: 'foreign', reasons: [registration.type === 'foreign' ? registration.reason : 'no-form-matched'] }
}

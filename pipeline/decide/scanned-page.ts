import type { PageEvidence } from '../model/evidence.ts'
import type { ReadingReason } from '../model/page-reading.ts'
import type { Registration } from '../model/registration.ts'

/** One page of a stack as it comes out of recognition, in the order in which it was scanned. */
export interface ScannedPage {
  readonly file: string
  /** From 1, inside the file. */
  readonly page: number
  readonly outcome: { readonly type: 'refused'; readonly reason: ReadingReason } | { readonly type: 'seen' } & SeenPage
}

/** What recognition makes of a page that could be opened. */
export interface SeenPage {
  readonly registration: Registration
  /** null unless the page is one of the forms'. */
  readonly evidence: PageEvidence | null
  /** Resolution as the file states it; null when unknown. */
  readonly dpi: number | null
}

/** A page of a form with its place in the stack. */
export interface FormPageInStack {
  /** Its number in the stack, from 0. */
  readonly index: number
  readonly file: string
  readonly evidence: PageEvidence
}

/** The pages of a stack that are pages of a form, in stack order. */
export const formPagesOf = (pages: readonly ScannedPage[]): readonly FormPageInStack[] => pages.flatMap(({ file, outcome }, index) =>
  (outcome.type === 'seen' && outcome.registration.type === 'matched' && outcome.evidence ? [{ index, file, evidence: outcome.evidence }] : []))

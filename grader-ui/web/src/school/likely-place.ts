import type { SchoolOverview, SchoolPage } from '../../../api/school.ts'
import type { Place } from './assign-form.tsx'

/** Where a page likely belongs: as it was recognised, else behind the page before it in the file, else before the page after it. A person decides. */
export function likelyPlace(page: SchoolPage, forms: SchoolOverview['forms']): Place {
  const code = page.participantCode ?? page.readCode
  if (page.formId !== null) return { formId: page.formId, formPage: page.formPage, code }
  const beside = (step: number) => page.around.find((one) => one.filePage === page.filePage + step && one.participantCode !== null && one.formPage !== null)
  const before = beside(-1), after = beside(1)
  const last = forms.find((form) => form.formId === before?.formId)?.pagesPerWork ?? 0
  if (before && before.formPage! < last) return { formId: before.formId, formPage: before.formPage! + 1, code: before.participantCode }
  if (after && after.formPage! > 1) return { formId: after.formId, formPage: after.formPage! - 1, code: after.participantCode }
  return { formId: before?.formId ?? after?.formId ?? null, formPage: 1, code }
}

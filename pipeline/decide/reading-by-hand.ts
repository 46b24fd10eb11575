import type { Form } from '../model/form.ts'
import type { PageReading, ReadValue } from '../model/page-reading.ts'
import { scorePlaces } from '../read/score-places.ts'

/** The reading of a page that a person named and no program can read: every field that the form has there is a question. */
export function readingByHand({ form, formPage, file, page }: { readonly form: Form; readonly formPage: number; readonly file: string; readonly page: number }): PageReading {
  const fields = form.pages.find((one) => one.number === formPage)?.fields ?? []
  const has = (kind: 'total' | 'mark' | 'header'): boolean => fields.some((field) => field.kind === kind)
  const unread: ReadValue = { value: '', confidence: 0, status: 'review', reasons: ['named-by-person'] }
  const scores = scorePlaces(form).filter((place) => place.page === formPage).map(({ field, box }) => ({ ...unread, task: field.task, box }))
  return {
    file, page, status: 'review', reasons: ['named-by-person'], form: form.id, formPage, rotation: 0, skewDeg: 0,
    ...(has('header') && form.variants.length > 1 && { variant: unread }), ...(scores.length > 0 && { scores }), ...(has('total') && { total: unread }), ...(has('mark') && { mark: unread }),
  }
}

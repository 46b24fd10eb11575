import type { SchoolOverview } from '../../../api/school.ts'
import { t } from '../text.ts'

interface Props {
  readonly page: { readonly formId: string | null; readonly formPage: number | null; readonly participantCode?: string | null; readonly readCode?: string | null }
  readonly forms: SchoolOverview['forms']
  readonly onAssign: (body: unknown) => Promise<void>
}

/** Says to which work a page belongs: subject, page of the form, code. What was recognised stands there already. */
export function AssignForm({ page, forms, onAssign }: Props) {
  const assign = (event: SubmitEvent): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    void onAssign({ action: 'assign', formId: form.get('formId'), formPage: Number(form.get('formPage')), participantCode: form.get('code') })
  }
  return (
    <form class="assign" onSubmit={assign}>
      <label>{t('subject')}<select name="formId" defaultValue={page.formId ?? undefined}>{forms.map((form) => <option key={form.formId} value={form.formId}>{form.title}</option>)}</select></label>
      <label>{t('formPageNumber')}<input name="formPage" type="number" min={1} max={40} defaultValue={String(page.formPage ?? 1)} required /></label>
      <label>{t('code')}<input name="code" inputMode="numeric" pattern="[0-9]+" defaultValue={page.participantCode ?? page.readCode ?? ''} required /></label>
      <button type="submit" class="main">{t('place')}</button>
    </form>
  )
}

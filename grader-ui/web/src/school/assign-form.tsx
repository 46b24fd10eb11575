import { useSignal } from '@preact/signals'
import type { SchoolOverview } from '../../../api/school.ts'
import { t } from '../text.ts'

/** Which page of which work it is, as far as it is known or the neighbours in the file tell. */
export interface Place { readonly formId: string | null; readonly formPage: number | null; readonly code: string | null }

interface Props {
  readonly place: Place
  readonly forms: SchoolOverview['forms']
  /** Codes of the school's lists by form, to choose from. */
  readonly codes?: Readonly<Record<string, readonly string[]>>
  /** As which page the program knows it: to say that it is another one is a correction, and is called so. */
  readonly known?: { readonly formId: string; readonly formPage: number } | null
  /** Of the work it stands in; asked only when given. */
  readonly variant?: string | null | undefined
  /** The code is where a person goes on typing. */
  readonly focus?: boolean
  readonly onAssign: (body: unknown) => Promise<void>
}

/** Says to which work a page belongs: subject, page of the form, code. What is known or likely stands there already, so that Enter may be enough. */
export function AssignForm({ place, forms, codes = {}, known = null, variant, focus = false, onAssign }: Props) {
  const formId = useSignal(place.formId ?? forms[0]?.formId ?? '')
  const formPage = useSignal(place.formPage ?? 1)
  const form = forms.find((one) => one.formId === formId.value)
  const another = known !== null && (known.formId !== formId.value || known.formPage !== formPage.value)
  const assign = (event: SubmitEvent): void => {
    event.preventDefault()
    const data = new FormData(event.currentTarget as HTMLFormElement)
    const said = data.get('variant')
    void onAssign({ action: 'assign', formId: formId.value, formPage: formPage.value, participantCode: data.get('code'), anotherPage: another, ...(said && { variant: said }) })
  }
  return (
    <form class="assign" onSubmit={assign}>
      <label>{t('subject')}<select value={formId.value} onChange={(event) => { formId.value = event.currentTarget.value }}>{forms.map((one) => <option key={one.formId} value={one.formId}>{one.title}</option>)}</select></label>
      <label>{t('formPageNumber')}<input name="formPage" type="number" min={1} max={form?.pagesPerWork ?? 40} value={formPage.value} onInput={(event) => { formPage.value = event.currentTarget.valueAsNumber }} required /></label>
      <label>{t('code')}<input name="code" inputMode="numeric" pattern="[0-9]+" autocomplete="off" list="codes-of-school" defaultValue={place.code ?? ''} autofocus={focus} onFocus={(event) => event.currentTarget.select()} required /></label>
      <datalist id="codes-of-school">{(codes[formId.value] ?? []).map((code) => <option key={code} value={code} />)}</datalist>
      {variant !== undefined && (form?.variants.length ?? 0) > 1 && (
        <label>{t('variant')}<select name="variant"><option value="">{variant === null ? t('variantAsRead') : t('variantIsRead', { variant })}</option>{form?.variants.map((one) => <option key={one}>{one}</option>)}</select></label>
      )}
      {another && <p class="banner warn" role="status">{t('anotherPageWhy', { n: known.formPage })}</p>}
      <button type="submit" class="main">{another ? t('anotherPage') : t('place')}</button>
    </form>
  )
}

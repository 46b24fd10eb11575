import { useSignal } from '@preact/signals'
import { Link } from 'wouter-preact'
import type { ReleaseAnswer, ReleaseWorks, SchoolForm } from '../../../api/school.ts'
import { send } from '../api-client.ts'
import { Problem } from '../parts/notice.tsx'
import { useAction } from '../parts/use-action.ts'
import { t } from '../text.ts'
import { BREACH_KINDS } from './breach-kinds.ts'

/**
 * Hands the works of a form over. Where something on the paper does not agree, the program asks why for each kind of breach: nothing of it passes in silence,
 * and nothing of it holds the works up.
 */
export function ReleaseForm({ form, onDone }: { form: SchoolForm; onDone: () => Promise<void> }) {
  const asked = useSignal<ReleaseAnswer['breaches']>([])
  const { problem, busy, run } = useAction()
  const release = (reasons: ReleaseWorks['reasons']): Promise<void> => run(async () => {
    const { breaches } = await send<ReleaseAnswer>('POST', '/api/school/release', { formId: form.formId, reasons })
    asked.value = breaches
    await onDone()
  })
  const confirm = (event: SubmitEvent): void => {
    event.preventDefault()
    const data = new FormData(event.currentTarget as HTMLFormElement)
    void release(asked.value.map(({ kind }) => ({ kind, reason: String(data.get(kind)) })))
  }
  const waiting = form.works - form.released
  if (asked.value.length === 0) {
    return <><Problem text={problem.value} /><button type="button" class="main" disabled={form.obstacles.length > 0 || busy.value} onClick={() => void release([])}>{t('releaseWorks', { n: waiting })}</button></>
  }
  return (
    <form class="banner warn" onSubmit={confirm}>
      <p><b>{t('breachesAsk')}</b> <Link href="/checks">{t('breachesLook')}</Link></p>
      {asked.value.map(({ kind, n }, index) => (
        <label key={kind}>{t(BREACH_KINDS[kind])}: {n}<input name={kind} required minLength={3} maxLength={500} list="release-reasons" placeholder={t('breachWhy')} autofocus={index === 0} /></label>
      ))}
      <datalist id="release-reasons">{(['reasonAsOnPaper', 'reasonTeacherSlip', 'reasonExcelFixed'] as const).map((key) => <option key={key} value={t(key)} />)}</datalist>
      <Problem text={problem.value} />
      <p class="actions">
        <button type="submit" class="main" disabled={busy.value}>{t('releaseAnyway', { n: waiting })}</button>
        <button type="button" onClick={() => { asked.value = [] }}>{t('back')}</button>
      </p>
    </form>
  )
}

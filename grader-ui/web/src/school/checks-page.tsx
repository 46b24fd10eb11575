import { useSignal } from '@preact/signals'
import { Link } from 'wouter-preact'
import type { PaperBreach, PaperChecks, SchoolOverview } from '../../../api/school.ts'
import { Empty, Problem, Waiting } from '../parts/notice.tsx'
import { t, type TextKey } from '../text.ts'
import { useLive } from '../use-live.ts'
import { BREACH_KINDS } from './breach-kinds.ts'
import { FieldCrop } from './field-crop.tsx'

/** What a breach's value is compared with, in the head of its column. */
const OTHER: Partial<Record<PaperBreach['kind'], TextKey>> = { 'box-empty': 'otherBox', 'boxes-differ': 'otherBox', 'sum-differs': 'addedUp', 'mark-differs': 'byBorders', 'score-excel': 'inExcel', 'total-excel': 'inExcel', 'total-empty': 'inExcel' }

function BreachRow({ breach, title }: { breach: PaperBreach; title: string }) {
  const { cropPx, imageUrl, widthPx, heightPx, pageId, kind } = breach
  const other = OTHER[kind]
  return (
    <li class="breach">
      {cropPx && imageUrl ? <FieldCrop doubt={{ cropPx, imageUrl, widthPx, heightPx }} /> : <span />}
      <div>
        <b>{pageId ? <Link href={`/pages/${pageId}`}>{t('workOf', { code: breach.participantCode })}</Link> : t('workOf', { code: breach.participantCode })}</b>
        <p>{breach.task !== null ? t('taskOnly', { task: breach.task }) : title}</p>
        {kind !== 'not-in-excel' && <p>{t('onPaper')} <b>{breach.paper === '' ? t('emptyValue') : breach.paper}</b>{other && breach.other !== null && <>, {t(other)} <b>{breach.other}</b></>}</p>}
      </div>
    </li>
  )
}

function ChecksOfForm({ formId }: { formId: string }) {
  const { data, problem } = useLive<PaperChecks>(`/api/school/checks?form=${encodeURIComponent(formId)}`)
  if (!data.value) return problem.value ? <Problem text={problem.value} /> : <p class="empty" role="status">{t('loading')}</p>
  const { works, breaches, openDoubts, withResultsForm } = data.value
  const kinds = (Object.keys(BREACH_KINDS) as PaperBreach['kind'][]).map((kind) => ({ kind, own: breaches.filter((one) => one.kind === kind) })).filter(({ own }) => own.length > 0)
  return (
    <>
      {openDoubts > 0 && <Link class="banner warn" href="/doubts">{t('checksAfterDoubts', { n: openDoubts })}</Link>}
      {!withResultsForm && <p class="banner">{t('checksWithoutExcel')}</p>}
      {works === 0 ? <Empty title={t('noWorks')}>{t('noWorksHint')}</Empty> : kinds.length === 0
        ? <Empty title={t('noBreaches')}>{t('noBreachesHint', { n: works })}</Empty>
        : <>
            <p class="actions"><button type="button" onClick={() => print()}>{t('print')}</button> <span class="muted">{t('breachesFound', { n: breaches.length, works })}</span></p>
            {kinds.map(({ kind, own }) => (
              <section key={kind} aria-label={t(BREACH_KINDS[kind])}>
                <h2>{t(BREACH_KINDS[kind])} <small class="muted">{own.length}</small></h2>
                <ul class="breaches">{own.map((breach, index) => <BreachRow key={`${breach.participantCode} ${breach.task} ${index}`} breach={breach} title={t(BREACH_KINDS[kind])} />)}</ul>
              </section>
            ))}
          </>}
    </>
  )
}

/** What the order has the coordinator check while scanning: every box filled, the total written, box = table = total = Excel. To be read and printed. */
export function ChecksPage() {
  const { data, problem } = useLive<SchoolOverview>('/api/school/overview')
  const chosen = useSignal<string | null>(null)
  const forms = data.value?.forms ?? []
  const formId = chosen.value ?? forms.find((form) => form.works > 0)?.formId ?? forms[0]?.formId
  if (!data.value) return <Waiting title={t('checks')} problem={problem.value} />
  return (
    <>
      <h1>{t('checks')}<small>{data.value.schoolName}, {forms.find((form) => form.formId === formId)?.title}</small></h1>
      <div class="tabs" role="group" aria-label={t('subject')}>{forms.map((form) => (
        <button type="button" key={form.formId} aria-pressed={form.formId === formId} onClick={() => { chosen.value = form.formId }}>{form.title} <small>{form.works}</small></button>
      ))}</div>
      {formId && <ChecksOfForm key={formId} formId={formId} />}
    </>
  )
}

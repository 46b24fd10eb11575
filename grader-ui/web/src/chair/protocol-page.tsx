import { useSignal } from '@preact/signals'
import { Link } from 'wouter-preact'
import type { ComparisonRow, ProtocolView } from '../../../api/chair.ts'
import { send } from '../api-client.ts'
import { Problem } from '../parts/notice.tsx'
import { t } from '../text.ts'
import { useLive } from '../use-live.ts'
import { PROTOCOL_STATE } from './chair-desk.tsx'
import { DifferencePlot } from './difference-plot.tsx'
import { SignForm } from './sign-form.tsx'

const VERDICT_TEXT = { agreed: 'verdictAgreed', overstated: 'verdictOverstated', understated: 'verdictUnderstated', missing: 'verdictMissing' } as const
const CAUSE_TEXT: Readonly<Record<string, 'causeMarking' | 'causeArithmetic' | 'causeCopying' | 'causeMisread'>> = {
  marking: 'causeMarking', arithmetic: 'causeArithmetic', copying: 'causeCopying', misread: 'causeMisread',
}

function Work({ work, number }: { work: ComparisonRow; number: number }) {
  const difference = work.originalTotal !== null && work.recheckTotal !== null ? work.originalTotal - work.recheckTotal : null
  return (
    <tr class={work.complete ? undefined : 'attention'}>
      <td class="number">{number}</td>
      <th scope="row"><code>{work.cipher}</code>{work.participantCode && <small>{work.participantCode}</small>}</th>
      {work.tasks.map((task) => (
        <td key={task.task} class={`verdict ${task.verdict}${task.third ? ' third' : ''}`} title={`${t('taskN', { task: task.task, max: task.maxScore, score: '' })} ${t(VERDICT_TEXT[task.verdict])}${task.third ? `, ${t('third')}` : ''}`}>
          <span>{task.original ?? '—'}</span><b>{task.recheck ?? '—'}</b>
        </td>
      ))}
      <td class="number">{work.originalTotal ?? '—'}</td><td class="number">{work.recheckTotal ?? '—'}</td>
      <td class="number">{difference === null ? '—' : difference > 0 ? `+${difference}` : difference}</td>
      <td class="number">{work.originalMark ?? '—'}</td><td class={work.markChanged ? 'number changed' : 'number'}>{work.recheckMark ?? '—'}</td>
      <td>{[...work.causes.flatMap((cause) => (CAUSE_TEXT[cause] ? [t(CAUSE_TEXT[cause])] : [])), work.note].filter(Boolean).join('; ')}</td>
    </tr>
  )
}

/** One protocol: what the school gave and what the experts gave, task by task; approve and sign. */
export function ProtocolPage({ schoolId, formId }: { schoolId: string; formId: string }) {
  const path = `/api/chair/protocols/${schoolId}/${formId}`
  const { data, problem, reload } = useLive<ProtocolView>(path)
  const refusal = useSignal<string | null>(null)
  const view = data.value
  if (!view) return problem.value ? <Problem text={problem.value} /> : <p class="empty" role="status">{t('loading')}</p>
  const approve = async (): Promise<void> => {
    try {
      await send('POST', `${path}/approve`)
      await reload()
    } catch (error) {
      refusal.value = (error as Error).message
    }
  }
  const { row, comparisons } = view
  const tasks = comparisons[0]?.tasks ?? []
  return (
    <>
      <p class="muted"><Link href="/">{t('protocols')}</Link></p>
      <h1>{row.schoolName}<small>{row.formTitle} · <span class={`state ${row.state}`}>{t(PROTOCOL_STATE[row.state])}</span></small></h1>
      <div class="protocol-head">
        <dl class="facts">
          <div><dt>{t('checked')}</dt><dd>{row.gradedWorks} / {row.works}</dd></div>
          <div><dt>{t('withoutDiscrepancy')}</dt><dd>{row.withoutDiscrepancy}</dd></div>
          <div><dt>{t('overstated')}</dt><dd>{row.overstated}</dd></div>
          <div><dt>{t('understated')}</dt><dd>{row.understated}</dd></div>
          <div><dt>{t('markChanged')}</dt><dd>{row.markChanged}</dd></div>
          {row.thirdOpen > 0 && <div><dt>{t('thirdWait')}</dt><dd class="warn">{row.thirdOpen}</dd></div>}
        </dl>
        <DifferencePlot comparisons={comparisons} />
      </div>
      <p class="muted">{view.confidenceSentence}</p>
      <p class="legend"><span class="verdict agreed">1 <b>1</b></span> {t('verdictAgreed')} <span class="verdict overstated">2 <b>1</b></span> {t('verdictOverstated')} <span class="verdict understated">0 <b>1</b></span> {t('verdictUnderstated')} <span class="verdict missing">— <b>—</b></span> {t('verdictMissing')} <span class="verdict third">1 <b>2</b></span> {t('third')}</p>
      <div class="scroll" tabIndex={0} role="region" aria-label={t('comparison')}>
        <table class="compare">
          <thead><tr><th class="number">№</th><th>{t('cipher')}</th>{tasks.map((task) => <th key={task.task}>{task.task}<small>{t('ofMaximum', { max: task.maxScore })}</small></th>)}
            <th class="number">{t('sumSchool')}</th><th class="number">{t('sumRecheck')}</th><th class="number">{t('difference')}</th><th class="number">{t('markSchool')}</th><th class="number">{t('markRecheck')}</th><th>{t('remarks')}</th></tr></thead>
          <tbody>{comparisons.map((work, index) => <Work key={work.cipher} work={work} number={index + 1} />)}</tbody>
        </table>
      </div>
      {view.obstacles.length > 0 && <ul class="obstacles" aria-label={t('obstacles')}>{view.obstacles.map((one) => <li key={one}>{one}</li>)}</ul>}
      <div class="actions">
        {(row.state === 'ready' || row.state === 'in-progress') && <button type="button" class="main" disabled={view.obstacles.length > 0} onClick={() => void approve()}>{t('approve')}</button>}
        {view.pdfUrl && <a class="button" href={view.pdfUrl} target="_blank" rel="noreferrer">{row.state === 'signed' ? t('signedPdf') : t('protocolPdf')}</a>}
        <a class="button" href={view.xlsxUrl}>{t('comparisonXlsx')}</a>
      </div>
      <Problem text={refusal.value} />
      {row.state === 'approved' && <SignForm path={`${path}/sign`} onSigned={reload} />}
      {row.state === 'signed' && <p class="good">{t('signedBy', { name: row.signedBy ?? '' })}</p>}
    </>
  )
}

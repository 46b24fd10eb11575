import { useSignal } from '@preact/signals'
import { Link } from 'wouter-preact'
import type { ProtocolView } from '../../../api/chair.ts'
import { send } from '../api-client.ts'
import { Problem, Waiting } from '../parts/notice.tsx'
import { t } from '../text.ts'
import { useLive } from '../use-live.ts'
import { PROTOCOL_STATE } from './chair-desk.tsx'
import { ComparisonTable } from './comparison-table.tsx'
import { DifferencePlot } from './difference-plot.tsx'
import { SignForm } from './sign-form.tsx'

function Figures({ row }: { row: ProtocolView['row'] }) {
  return (
    <dl class="facts">
      <div><dt>{t('checked')}</dt><dd>{row.gradedWorks} / {row.works}</dd></div>
      <div><dt>{t('withoutDiscrepancy')}</dt><dd>{row.withoutDiscrepancy}</dd></div>
      <div><dt>{t('overstated')}</dt><dd>{row.overstated}</dd></div>
      <div><dt>{t('understated')}</dt><dd>{row.understated}</dd></div>
      <div><dt>{t('markChanged')}</dt><dd>{row.markChanged}</dd></div>
      {row.thirdOpen > 0 && <div><dt>{t('thirdWait')}</dt><dd class="warn">{row.thirdOpen}</dd></div>}
    </dl>
  )
}

/** One protocol: what the school gave and what the experts gave, task by task; approve and sign. */
export function ProtocolPage({ schoolId, formId }: { schoolId: string; formId: string }) {
  const path = `/api/chair/protocols/${schoolId}/${formId}`
  const { data, problem, reload } = useLive<ProtocolView>(path)
  const refusal = useSignal<string | null>(null)
  const busy = useSignal(false)
  const view = data.value
  if (!view) return <Waiting title={t('protocol')} problem={problem.value} />
  const step = async (action: 'approve' | 'open-ciphers'): Promise<void> => {
    busy.value = true
    try {
      await send('POST', `${path}/${action}`)
      await reload()
      refusal.value = null
    } catch (error) {
      refusal.value = (error as Error).message
    } finally {
      busy.value = false
    }
  }
  const { row, comparisons } = view
  const opening = view.opening.state
  const approvable = row.state === 'ready' || row.state === 'in-progress'
  return (
    <>
      <p class="crumb"><Link href="/">← {t('protocols')}</Link></p>
      <div class="protocol-head">
        <div>
          <h1>{row.schoolName}<small>{row.formTitle} · <span class={`state ${row.state}`}>{t(PROTOCOL_STATE[row.state])}</span></small></h1>
          <Figures row={row} />
          <p class="muted">{view.confidenceSentence}</p>
        </div>
        <DifferencePlot comparisons={comparisons} />
      </div>
      {view.obstacles.length > 0 && <ul class="obstacles" aria-label={t('obstacles')}>{view.obstacles.map((one) => <li key={one}>{one}</li>)}</ul>}
      <div class="actions">
        {approvable && (opening === 'none' || opening === 'refused') && <button type="button" class="main" disabled={busy.value || view.obstacles.length > 0} onClick={() => void step('open-ciphers')}>{t('askOpening')}</button>}
        {approvable && opening === 'opened' && <button type="button" class="main" disabled={busy.value || view.obstacles.length > 0} onClick={() => void step('approve')}>{t('approve')}</button>}
        {approvable && opening === 'asked' && <span class="warn" role="status">{t('openingWaits')}</span>}
        {view.pdfUrl && <a class="button" href={view.pdfUrl} target="_blank" rel="noreferrer">{row.state === 'signed' ? t('signedPdf') : t('protocolPdf')}</a>}
        <a class="button" href={view.xlsxUrl}>{t('comparisonXlsx')}</a>
        {approvable && view.obstacles.length === 0 && opening !== 'asked' && <span class="muted">{t(opening === 'opened' ? 'approveHint' : opening === 'refused' ? 'openingRefused' : 'openingHint')}</span>}
        {opening === 'opened' && view.opening.by && <span class="muted">{t('openedBy', { name: view.opening.by })}</span>}
        {row.state === 'signed' && <span class="good">{t('signedBy', { name: row.signedBy ?? '' })}</span>}
      </div>
      <Problem text={refusal.value} />
      {row.state === 'approved' && <SignForm path={`${path}/sign`} onSigned={reload} />}
      <ComparisonTable comparisons={comparisons} />
    </>
  )
}

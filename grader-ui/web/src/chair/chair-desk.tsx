import { Link } from 'wouter-preact'
import type { ProtocolRow, protocolList } from '../../../api/chair.ts'
import type { z } from 'zod'
import { Empty, Waiting } from '../parts/notice.tsx'
import { ProgressBar } from '../parts/progress-bar.tsx'
import { Waits } from '../parts/waits.tsx'
import { t } from '../text.ts'
import { useLive } from '../use-live.ts'
import { ErasureBanner } from '../retention/retention-page.tsx'

export const PROTOCOL_STATE = { 'in-progress': 'protocolInProgress', ready: 'protocolReady', approved: 'protocolApproved', signed: 'protocolSigned' } as const

function Row({ row }: { row: ProtocolRow }) {
  return (
    <tr>
      <th scope="row"><Link href={`/protocols/${row.schoolId}/${row.formId}`}>{row.schoolName}</Link></th>
      <td class="title">{row.formTitle.replace(/^ВПР\. /, '')}</td>
      <td><span class={`state ${row.state}`}>{t(PROTOCOL_STATE[row.state])}</span></td>
      <td class="number">{row.gradedWorks} / {row.works}<ProgressBar done={row.gradedWorks} total={row.works} label={t('graded')} /></td>
      <td class="number">{row.thirdOpen || ''}</td>
      <td class="number">{row.withoutDiscrepancy}</td><td class="number">{row.overstated}</td><td class="number">{row.understated}</td><td class="number">{row.markChanged}</td>
    </tr>
  )
}

/** The chair's first screen: one protocol a school and subject, what is ready and what waits. */
export function ChairDesk() {
  const { data, problem } = useLive<z.infer<typeof protocolList>>('/api/chair/protocols')
  if (!data.value) return <Waiting title={t('protocols')} problem={problem.value} />
  return (
    <>
      <h1>{t('protocols')}<small>{data.value.campaignTitle}</small></h1>
      <ErasureBanner />
      {data.value.waits.map(({ formId, formTitle, reasons }) => <section key={formId} class="card" aria-label={formTitle}><h2>{formTitle}</h2><Waits reasons={reasons} /></section>)}
      {data.value.protocols.length === 0 ? <Empty title={t('noProtocols')}>{t('noProtocolsHint')}</Empty> : (
        <table tabIndex={0}>
          <thead><tr><th>{t('school')}</th><th>{t('subject')}</th><th>{t('state')}</th><th class="number">{t('checked')}</th><th class="number">{t('thirdWait')}</th>
            <th class="number">{t('withoutDiscrepancy')}</th><th class="number">{t('overstated')}</th><th class="number">{t('understated')}</th><th class="number">{t('markChanged')}</th></tr></thead>
          <tbody>{data.value.protocols.map((row) => <Row key={row.schoolId + row.formId} row={row} />)}</tbody>
        </table>
      )}
    </>
  )
}

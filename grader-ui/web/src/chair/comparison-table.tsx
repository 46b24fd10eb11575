import type { ComparisonRow } from '../../../api/chair.ts'
import { Cipher } from '../parts/cipher.tsx'
import { t } from '../text.ts'

const VERDICT_TEXT = { agreed: 'verdictAgreed', overstated: 'verdictOverstated', understated: 'verdictUnderstated', missing: 'verdictMissing' } as const
const CAUSE_TEXT: Readonly<Record<string, 'causeMarking' | 'causeArithmetic' | 'causeCopying' | 'causeMisread'>> = {
  marking: 'causeMarking', arithmetic: 'causeArithmetic', copying: 'causeCopying', misread: 'causeMisread',
}

/** What agrees is said once and quietly, so that what differs is seen. */
function Task({ task }: { task: ComparisonRow['tasks'][number] }) {
  const words = [t('taskN', { task: task.task, max: task.maxScore, score: `${task.original ?? '—'} → ${task.recheck ?? '—'}` }), t(VERDICT_TEXT[task.verdict]), ...(task.third ? [t('third')] : [])]
  return (
    <td class={`verdict ${task.verdict}${task.third ? ' third' : ''}`} title={words.join(', ')}>
      {task.verdict === 'agreed' && task.original === task.recheck ? <b>{task.recheck}</b> : <Change from={task.original} to={task.recheck} />}
    </td>
  )
}

const Change = ({ from, to }: { from: string | null; to: string | null }) => <><span>{from ?? '—'}</span><i aria-hidden="true">→</i><b>{to ?? '—'}</b></>

/** «Эксперт 2, задание 5». */
function placeOf({ expert, about }: ComparisonRow['words'][number]): string {
  const place = about.type === 'task' ? t('wordTask', { task: about.task }) : about.type === 'page' ? t('wordPage', { n: about.page }) : t('wordReport')
  return `${t('expertN', { n: expert })}, ${place}`
}

function Work({ work, number }: { work: ComparisonRow; number: number }) {
  const difference = work.originalTotal !== null && work.recheckTotal !== null ? work.originalTotal - work.recheckTotal : null
  const notes = [...work.causes.flatMap((cause) => (CAUSE_TEXT[cause] ? [t(CAUSE_TEXT[cause])] : [])), work.note].filter(Boolean)
  return (
    <tr class={work.complete ? undefined : 'attention'}>
      <td class="number">{number}</td>
      <th scope="row"><Cipher value={work.cipher} />{work.participantCode && <small>{t('code')} {work.participantCode}</small>}</th>
      <td class="pair"><Change from={work.originalTotal?.toString() ?? null} to={work.recheckTotal?.toString() ?? null} /></td>
      <td class="pair">{difference === null ? '—' : difference > 0 ? `+${difference}` : difference < 0 ? `−${-difference}` : '0'}</td>
      <td class={work.markChanged ? 'pair changed' : 'pair'}>{work.originalMark === work.recheckMark ? work.recheckMark ?? '—' : <Change from={work.originalMark} to={work.recheckMark} />}</td>
      {work.tasks.map((task) => <Task key={task.task} task={task} />)}
      <td class="note">{notes.join('; ')}{work.words.length > 0 && <ul class="words">{work.words.map((word, index) => <li key={index}><b>{placeOf(word)}:</b> {word.text}</li>)}</ul>}</td>
    </tr>
  )
}

const Legend = () => (
  <p class="legend">
    <span class="verdict agreed"><b>1</b></span> {t('verdictAgreed')} <span class="verdict overstated"><Change from="2" to="1" /></span> {t('verdictOverstated')}
    <span class="verdict understated"><Change from="0" to="1" /></span> {t('verdictUnderstated')} <span class="verdict missing"><Change from={null} to="1" /></span> {t('verdictMissing')}
    <span class="verdict third"><b>1</b></span> {t('third')}
  </p>
)

/** The school's scores against the recheck's, a row a work, a column a task; the totals and the cipher stay in sight while the tasks are scrolled. */
export function ComparisonTable({ comparisons }: { comparisons: readonly ComparisonRow[] }) {
  const tasks = comparisons[0]?.tasks ?? []
  return (
    <>
      <h2>{t('comparison')}</h2>
      <Legend />
      <div class="scroll" tabIndex={0} role="region" aria-label={t('comparison')}>
        <table class="compare">
          <thead><tr><th class="number">№</th><th>{t('cipher')}</th><th class="pair">{t('sum')}</th><th class="pair">{t('difference')}</th><th class="pair">{t('mark')}</th>
            {tasks.map((task) => <th key={task.task} class="task-head">{task.task}<small>{t('ofMaximum', { max: task.maxScore })}</small></th>)}<th>{t('remarks')}</th></tr></thead>
          <tbody>{comparisons.map((work, index) => <Work key={work.cipher} work={work} number={index + 1} />)}</tbody>
        </table>
      </div>
    </>
  )
}

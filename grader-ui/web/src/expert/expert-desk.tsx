import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Link } from 'wouter-preact'
import type { ExpertBatch, ExpertQueue } from '../../../api/expert.ts'
import { Cipher } from '../parts/cipher.tsx'
import { Empty, Waiting } from '../parts/notice.tsx'
import { t } from '../text.ts'
import { useChanges } from '../use-live.ts'
import { HandIn } from './hand-in.tsx'
import { HeapLine } from './heap-line.tsx'
import { Pace } from './pace.tsx'
import { RefusedScores } from './refused-scores.tsx'
import { allSent } from './score-queue.ts'
import { fetchAhead, loadQueue, nextWork, queue, withHere } from './work-store.ts'

type QueuedWork = ExpertBatch['works'][number]

const stateOf = (work: QueuedWork): string => (work.state === 'submitted' ? 'submitted' : work.graded >= work.tasks ? 'complete' : work.later ? 'later' : 'open')

function Heap({ batch, all }: { batch: ExpertBatch; all: ExpertQueue }) {
  const next = all.overdue ? null : nextWork(batch, null)
  const begun = batch.submitted > 0 || batch.works.some((work) => work.graded > 0)
  useEffect(() => fetchAhead(next), [next])
  return (
    <article class="card" aria-label={batch.title}>
      <h2>{batch.title}</h2>
      {all.overdue && batch.submitted < batch.total && <p class="banner warn" role="status">{t('overdue')}</p>}
      {batch.stopped && <p class="banner warn" role="status">{batch.stopped}</p>}
      <HeapLine batch={batch} deadline={all.deadline} pace={all.pace} />
      {batch.submitted === batch.total && <p class="good">{t('batchDone')}</p>}
      <div class="actions">
        {next && <Link class="button main" href={`/works/${next}`}>{t(begun ? 'goOn' : 'begin')}</Link>}
        {next && !batch.works.some((work) => work.practice && work.state === 'open') && <Link class="button" href={`/tasks/${batch.id}`}>{t('byTask')}</Link>}
        {batch.complete > 0 && <HandIn batch={batch} />}
        {begun && <a class="button" href={`/api/expert/batches/${batch.id}/sheet`} target="_blank" rel="noreferrer">{t('expertSheet')}</a>}
      </div>
      <ul class="chips" aria-label={t('works')}>{batch.works.map((work) => (
        <li key={work.cipher}><Link class={`chip ${stateOf(work)}`} href={`/works/${work.cipher}`}>
          <Cipher value={work.cipher} />{work.third && <small>{t('third')}</small>}{work.practice && <small>{t('practiceShort')}</small>}
          <small>{work.state === 'submitted' ? `✓ ${t('handedInShort')}` : work.later && work.graded < work.tasks ? `↩ ${work.graded}/${work.tasks}` : `${work.graded}/${work.tasks}`}</small>
        </Link></li>
      ))}</ul>
    </article>
  )
}

/** What is to be graded, what is done, until when, and one button to go on; what is complete can be looked over, changed and handed in. */
export function ExpertDesk() {
  const problem = useSignal<string | null>(null)
  const load = (): void => { loadQueue().then(() => { problem.value = null }, (error: Error) => { problem.value = error.message }) }
  useEffect(load, [])
  useChanges(() => { load(); void allSent() })
  const all = queue.value
  if (!all) return <Waiting title={t('myWorks')} problem={problem.value} />
  if (all.batches.length === 0) return <><h1>{t('myWorks')}</h1><RefusedScores /><Empty title={t('noAssignments')}>{t('noAssignmentsHint')}</Empty></>
  return (
    <>
      <h1>{t('myWorks')}</h1>
      <RefusedScores />
      {all.batches.map((batch) => <Heap key={batch.id} batch={withHere(batch)} all={all} />)}
      <Pace pace={all.pace} />
    </>
  )
}

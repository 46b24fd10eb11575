import { useEffect } from 'preact/hooks'
import { Link } from 'wouter-preact'
import type { ExpertQueue } from '../../../api/expert.ts'
import { Cipher } from '../parts/cipher.tsx'
import { Empty, Waiting } from '../parts/notice.tsx'
import { ProgressBar } from '../parts/progress-bar.tsx'
import { t } from '../text.ts'
import { useLive } from '../use-live.ts'
import { allSent } from './score-queue.ts'

/** What is to be graded, what is done, and one button to go on. */
export function ExpertDesk() {
  const { data, problem } = useLive<ExpertQueue>('/api/expert/queue')
  useEffect(() => { void allSent() }, [])
  if (!data.value) return <Waiting title={t('myWorks')} problem={problem.value} />
  if (data.value.batches.length === 0) return <><h1>{t('myWorks')}</h1><Empty title={t('noAssignments')}>{t('noAssignmentsHint')}</Empty></>
  return (
    <>
      <h1>{t('myWorks')}</h1>
      {data.value.batches.map((batch) => {
        const next = batch.works.find((work) => work.state === 'open')
        return (
          <article key={batch.title} class="card">
            <h2>{batch.title}</h2>
            <ProgressBar done={batch.submitted} total={batch.total} label={t('graded')} />
            <p>{t('gradedOf', { done: batch.submitted, total: batch.total })}</p>
            {next ? <Link class="button main" href={`/works/${next.cipher}`}>{batch.submitted === 0 ? t('begin') : t('goOn')}</Link> : <p class="good">{t('batchDone')}</p>}
            <ul class="chips" aria-label={t('works')}>{batch.works.map((work) => (
              <li key={work.cipher}><Link class={`chip ${work.state}`} href={`/works/${work.cipher}`}><Cipher value={work.cipher} />{work.third && <small>{t('third')}</small>}<small>{work.state === 'submitted' ? '✓' : `${work.graded}/${work.tasks}`}</small></Link></li>
            ))}</ul>
          </article>
        )
      })}
    </>
  )
}

import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Link, useLocation } from 'wouter-preact'
import type { ExpertWork } from '../../../api/expert.ts'
import { get } from '../api-client.ts'
import { Cipher } from '../parts/cipher.tsx'
import { Problem, Waiting } from '../parts/notice.tsx'
import { PageViewer } from '../parts/page-viewer.tsx'
import { prepare } from '../parts/pictures.ts'
import { ProgressBar } from '../parts/progress-bar.tsx'
import { useKeys } from '../parts/use-keys.ts'
import { t } from '../text.ts'
import { useChanges } from '../use-live.ts'
import { CriteriaPane, criteriaOpen, toggleCriteria, useCriteria } from './criteria-pane.tsx'
import { RefusedScores } from './refused-scores.tsx'
import { scoreOfKey } from './score-of-key.ts'
import { allSent, putScore, saveState, unsentScores } from './score-queue.ts'
import { isOverdue, loadQueue, noteGraded, queue } from './work-store.ts'

interface Step { readonly cipher: string; readonly task: string }

/** Answers are fetched so many ahead. */
const AHEAD = 3

/** One task over all works of a heap, then the next task: only the answer box is shown, and one key a score goes on to the next pupil's. */
export function TaskRunPage({ batch }: { batch: string }) {
  const works = useSignal<ReadonlyMap<string, ExpertWork> | null>(null)
  const scores = useSignal<ReadonlyMap<string, string>>(new Map())
  const at = useSignal(0)
  const problem = useSignal<string | null>(null)
  const [, navigate] = useLocation()
  const load = async (): Promise<void> => {
    const heap = (queue.value ?? await loadQueue()).batches.find(({ id }) => id === batch)
    const open = heap?.works.filter((work) => work.state === 'open' && !work.practice) ?? []
    const loaded = await Promise.all(open.map(({ cipher }) => get<ExpertWork>(`/api/expert/works/${cipher}`)))
    scores.value = new Map(loaded.flatMap((work) => [...work.tasks.map(({ id, score }) => [`${work.cipher} ${id}`, score ?? ''] as const), ...[...unsentScores(work.cipher)].map(([task, score]) => [`${work.cipher} ${task}`, score] as const)]))
    works.value = new Map(loaded.map((work) => [work.cipher, work]))
    at.value = Math.max(0, stepsOf(loaded).findIndex((step) => !scores.value.get(`${step.cipher} ${step.task}`)))
  }
  useEffect(() => { load().catch((error: Error) => { problem.value = error.message }) }, [batch])
  useChanges(() => { loadQueue().catch(() => undefined); void allSent() })
  const steps = works.value ? stepsOf([...works.value.values()]) : []
  const step = steps[at.value]
  const work = step && works.value?.get(step.cipher)
  const task = work?.tasks.find(({ id }) => id === step?.task)
  const page = work?.pages.find((one) => one.answers.some((answer) => step && answer.tasks.includes(step.task))) ?? work?.pages[0]
  const criteria = useCriteria(batch, work?.variant)
  useEffect(() => {
    for (const next of steps.slice(at.value + 1, at.value + 1 + AHEAD)) {
      const ahead = works.value?.get(next.cipher)?.pages.find((one) => one.answers.some((answer) => answer.tasks.includes(next.task)))
      if (ahead) void prepare(ahead.imageUrl)
    }
  }, [at.value, works.value])

  const move = (by: number): void => { at.value = Math.max(0, Math.min(steps.length - 1, at.value + by)) }
  const give = (score: string, done = true): void => {
    if (!step || !work) return
    problem.value = isOverdue() ? t('overdue') : null
    if (problem.value) return
    scores.value = new Map(scores.value).set(`${step.cipher} ${step.task}`, score)
    noteGraded(step.cipher, work.tasks.filter(({ id }) => scores.value.get(`${step.cipher} ${id}`)).length)
    putScore({ cipher: step.cipher, task: step.task, score })
    if (!done) return
    if (at.value + 1 < steps.length) move(1)
    else navigate('/')
  }
  useKeys((event) => {
    if (!step || !task) return
    const keyed = scoreOfKey({ key: event.key, code: event.code, maxScore: task.maxScore, now: scores.value.get(`${step.cipher} ${step.task}`) ?? '' })
    if (keyed) give(keyed.score, keyed.done)
    else if (event.key === 'ArrowLeft' || event.key === 'ArrowUp' || event.key === 'Backspace') { event.preventDefault(); move(-1) }
    else if (event.key === 'ArrowRight' || event.key === 'ArrowDown' || event.key === 'Enter') { event.preventDefault(); move(1) }
    else if (event.code === 'KeyK') toggleCriteria()
    else if (/^\d$/.test(event.key)) problem.value = t('overMaximum', { max: task.maxScore })
  })

  if (works.value && !step) return <section class="empty"><h1>{t('byTask')}</h1><p>{t('batchDone')}</p><Link class="button main" href="/">{t('myWorks')}</Link></section>
  if (!step || !work || !task || !page) return <Waiting title={t('byTask')} problem={problem.value} />
  const score = scores.value.get(`${step.cipher} ${step.task}`)
  const sameTask = steps.filter((one) => one.task === step.task)
  const marks = page.answers.filter((answer) => answer.tasks.includes(step.task)).map((answer) => answer.boxPx)
  return (
    <div class="split grading">
      <div class={criteria && criteriaOpen() ? 'paper with-criteria' : 'paper'}>
        <PageViewer url={page.imageUrl} widthPx={page.widthPx} heightPx={page.heightPx} marks={marks} manner="fit" only label={t('pageN', { n: page.number })} />
        {criteria && criteriaOpen() && <CriteriaPane batch={batch} criteria={criteria} task={step.task} />}
      </div>
      <section class="panel">
        <p class="muted"><Link href="/">{t('myWorks')}</Link> · {work.title}</p>
        <h1>{t('taskOf', { task: step.task, max: task.maxScore })}</h1>
        <p><Cipher value={step.cipher} /> <span class="muted">{t('answerOf', { n: sameTask.findIndex((one) => one.cipher === step.cipher) + 1, total: sameTask.length })}</span></p>
        <ProgressBar done={steps.filter((one) => scores.value.get(`${one.cipher} ${one.task}`)).length} total={steps.length} label={t('graded')} />
        <p class={`saved ${saveState.value}`} role="status">{t(saveState.value)}</p>
        <div class="scores" role="group" aria-label={t('scoresFor', { task: step.task })}>
          {[...Array.from({ length: task.maxScore + 1 }, (_, value) => String(value)), 'X', 'Н/П'].map((value) => <button type="button" key={value} aria-pressed={score === value} onClick={() => give(value)}>{value}</button>)}
        </div>
        <Problem text={problem.value} />
        <RefusedScores />
        <div class="actions">
          <button type="button" onClick={() => move(-1)}>{t('back')} <kbd>←</kbd></button><button type="button" onClick={() => move(1)}>{t('skip')} <kbd>→</kbd></button>
          <Link class="button" href={`/works/${step.cipher}`}>{t('wholeWork')}</Link>
          {criteria && <button type="button" aria-pressed={criteriaOpen()} onClick={toggleCriteria}>{t('criteria')} <kbd>K</kbd></button>}
        </div>
        <p class="muted help">{t('byTaskWhy')}</p>
      </section>
    </div>
  )
}

/** Task by task over the works, in the order of the queue. */
const stepsOf = (works: readonly ExpertWork[]): readonly Step[] => {
  const tasks = [...new Set(works.flatMap((work) => work.tasks.map(({ id }) => id)))]
  return tasks.flatMap((task) => works.filter((work) => work.tasks.some(({ id }) => id === task)).map(({ cipher }) => ({ cipher, task })))
}

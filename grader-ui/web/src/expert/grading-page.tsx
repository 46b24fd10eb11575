import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { Link, useLocation } from 'wouter-preact'
import type { ExpertWork } from '../../../api/expert.ts'
import { get, send } from '../api-client.ts'
import { Cipher } from '../parts/cipher.tsx'
import { Problem, Waiting } from '../parts/notice.tsx'
import { PageViewer } from '../parts/page-viewer.tsx'
import { useKeys } from '../parts/use-keys.ts'
import { t } from '../text.ts'
import { FlagDialog } from './flag-dialog.tsx'
import { HelpDialog } from './help-dialog.tsx'
import { scoreOfKey } from './score-of-key.ts'
import { allSent, putScore, refusedScore, saveState, unsentScores } from './score-queue.ts'
import { TaskList } from './task-list.tsx'

const prefetch = async (cipher: string | null): Promise<void> => {
  if (!cipher) return
  const next = await get<ExpertWork>(`/api/expert/works/${cipher}`)
  for (const page of next.pages) new Image().src = page.imageUrl
}

/** One work: the page on the left, its tasks on the right; one key a score, Enter hands the work in. */
export function GradingPage({ cipher }: { cipher: string }) {
  const work = useSignal<ExpertWork | null>(null)
  const scores = useSignal<ReadonlyMap<string, string>>(new Map())
  const currentTask = useSignal(0)
  const pageIndex = useSignal(0)
  const problem = useSignal<string | null>(null)
  const dialog = useSignal<'flag' | 'help' | null>(null)
  const submitting = useRef(false)
  const [, navigate] = useLocation()

  const showTask = (index: number, loaded: ExpertWork): void => {
    const task = loaded.tasks[index]
    if (!task) return
    currentTask.value = index
    const page = loaded.pages.findIndex((one) => one.answers.some((answer) => answer.tasks.includes(task.id)))
    if (page >= 0) pageIndex.value = page
  }
  useEffect(() => {
    void allSent()
    get<ExpertWork>(`/api/expert/works/${cipher}`).then((loaded) => {
      work.value = loaded
      scores.value = new Map([...loaded.tasks.flatMap((task) => (task.score === null ? [] : [[task.id, task.score] as const])), ...unsentScores(cipher)])
      showTask(Math.max(0, loaded.tasks.findIndex((task) => !scores.value.has(task.id))), loaded)
      prefetch(loaded.nextCipher).catch(() => undefined)
    }, (error: Error) => { problem.value = error.message })
  }, [cipher])

  const loaded = work.value
  const locked = loaded?.state !== 'open'
  const give = (score: string): void => {
    const task = loaded?.tasks[currentTask.value]
    if (!task || locked) return
    scores.value = new Map(scores.value).set(task.id, score)
    putScore(cipher, task.id, score)
    if (currentTask.value + 1 < loaded.tasks.length) showTask(currentTask.value + 1, loaded)
  }
  const submit = async (): Promise<void> => {
    if (!loaded || locked || submitting.current) return
    const missing = loaded.tasks.findIndex((task) => !scores.value.has(task.id))
    if (missing >= 0) {
      showTask(missing, loaded)
      problem.value = t('taskWithoutScore', { task: loaded.tasks[missing]!.id })
      return
    }
    submitting.current = true
    try {
      await allSent()
      const { nextCipher } = await send<{ nextCipher: string | null }>('POST', `/api/expert/works/${cipher}/submit`)
      navigate(nextCipher ? `/works/${nextCipher}` : '/')
    } catch (error) {
      problem.value = (error as Error).message
    } finally {
      submitting.current = false
    }
  }

  useKeys((event) => {
    if (!loaded || dialog.value) return
    const task = loaded.tasks[currentTask.value]
    const score = task && scoreOfKey({ key: event.key, code: event.code, maxScore: task.maxScore })
    if (score) { problem.value = null; give(score) }
    else if (event.key === 'Enter') { event.preventDefault(); void submit() }
    else if (event.key === 'ArrowDown') { event.preventDefault(); showTask(Math.min(loaded.tasks.length - 1, currentTask.value + 1), loaded) }
    else if (event.key === 'ArrowUp' || event.key === 'Backspace') { event.preventDefault(); showTask(Math.max(0, currentTask.value - 1), loaded) }
    else if (event.key === 'ArrowRight') pageIndex.value = Math.min(loaded.pages.length - 1, pageIndex.value + 1)
    else if (event.key === 'ArrowLeft') pageIndex.value = Math.max(0, pageIndex.value - 1)
    else if (event.code === 'KeyF') dialog.value = 'flag'
    else if (event.key === '?' || event.key === ',' && event.shiftKey) dialog.value = 'help'
    else if (/^\d$/.test(event.key) && task) problem.value = t('overMaximum', { max: task.maxScore })
  })

  if (!loaded) return <Waiting title={t('cipherOf')} problem={problem.value} />
  const page = loaded.pages[pageIndex.value]
  const task = loaded.tasks[currentTask.value]
  const given = loaded.tasks.filter((one) => scores.value.has(one.id)).length
  const marks = page?.answers.filter((answer) => task && answer.tasks.includes(task.id)).map((answer) => answer.boxPx) ?? []
  return (
    <div class="split grading">
      <div class="paper">
        {page && <PageViewer url={page.imageUrl} widthPx={page.widthPx} heightPx={page.heightPx} marks={marks} manner="keep" label={t('pageN', { n: page.number })} />}
        <div class="tabs" role="group" aria-label={t('pages')}>{loaded.pages.map((one, index) => (
          <button type="button" key={one.imageUrl} aria-pressed={index === pageIndex.value} title={t('pageN', { n: one.number })} onClick={() => { pageIndex.value = index }}>{one.number}</button>
        ))}</div>
      </div>
      <section class="panel">
        <p class="muted"><Link href="/">{t('myWorks')}</Link> · {loaded.title}{loaded.variant && ` · ${t('variantN', { n: loaded.variant })}`}</p>
        <h1>{t('cipherOf')} <Cipher value={loaded.cipher} /></h1>
        <p class={`saved ${saveState.value}`} role="status">{t(locked ? 'handedIn' : saveState.value)}<span class="muted"> · {t('tasksGraded', { done: given, total: loaded.tasks.length })}</span></p>
        <TaskList tasks={loaded.tasks} scores={scores.value} current={currentTask.value} locked={locked} onChoose={(index) => showTask(index, loaded)} onScore={give} />
        <Problem text={problem.value ?? refusedScore.value} />
        {!locked && given === loaded.tasks.length && <p class="good">{t('allGraded')}</p>}
        <div class="actions">
          {!locked && <button type="button" class="main" onClick={() => void submit()}>{t('handIn')} <kbd>Enter</kbd></button>}
          <button type="button" onClick={() => { dialog.value = 'flag' }}>{t('flag')} <kbd>F</kbd></button>
          <button type="button" class="quiet" title={t('keys')} aria-label={t('keys')} onClick={() => { dialog.value = 'help' }}><kbd>?</kbd></button>
        </div>
      </section>
      {dialog.value === 'flag' && <FlagDialog cipher={cipher} onClose={() => { dialog.value = null }} />}
      {dialog.value === 'help' && <HelpDialog onClose={() => { dialog.value = null }} />}
    </div>
  )
}

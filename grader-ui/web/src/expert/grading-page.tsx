import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Link, useLocation } from 'wouter-preact'
import { send } from '../api-client.ts'
import { Cipher } from '../parts/cipher.tsx'
import { Problem, Waiting } from '../parts/notice.tsx'
import { PageViewer } from '../parts/page-viewer.tsx'
import { t } from '../text.ts'
import { useChanges } from '../use-live.ts'
import { CriteriaPane, criteriaOpen, toggleCriteria, useCriteria } from './criteria-pane.tsx'
import { FlagDialog } from './flag-dialog.tsx'
import { HelpDialog } from './help-dialog.tsx'
import { HeapLine } from './heap-line.tsx'
import { NoteDialog, NotePins, type Note } from './note-pins.tsx'
import { RefusedScores } from './refused-scores.tsx'
import { allSent, refused, saveState } from './score-queue.ts'
import { TaskList } from './task-list.tsx'
import { useFitToAnswer } from './fit-to-answer.ts'
import { useGradingKeys, type Dialog } from './use-grading-keys.ts'
import { useMarking } from './use-marking.ts'
import { newKey } from './unsent.ts'
import { batchOf, fetchAhead, isOverdue, loadQueue, nextWork, noteLater, queue } from './work-store.ts'

/** One work: the page on the left, its tasks on the right; one key a score, Enter goes on to the next work. */
export function GradingPage({ cipher }: { cipher: string }) {
  const marking = useMarking(cipher)
  const { work, scores, task, page, problem, isGone } = marking
  const dialog = useSignal<Dialog>(null)
  const turn = useSignal<0 | 1 | 2 | 3>(0)
  const [fits, setFits] = useFitToAnswer()
  const [, navigate] = useLocation()
  const loaded = work.value
  const batch = batchOf(cipher, loaded?.batch)
  const next = batch ? nextWork(batch, cipher) : null

  const refresh = (): void => {
    loadQueue().then((now) => { if (!now.batches.some(({ works }) => works.some((one) => one.cipher === cipher))) isGone.value = true }, () => undefined)
  }
  useEffect(refresh, [cipher, refused.value.length])
  useChanges(() => { refresh(); void allSent() })
  useEffect(() => { if (loaded) fetchAhead(next) }, [next, loaded?.cipher])
  useEffect(() => { turn.value = 0 }, [cipher, page.value])

  const criteria = useCriteria(loaded?.batch, loaded?.variant)
  const shownCriteria = criteriaOpen() ? criteria ?? null : null
  const locked = loaded?.state !== 'open'
  const leave = async (): Promise<void> => {
    // Opened by its address, the page may not know the heap yet.
    if (!queue.value) await loadQueue().catch(() => undefined)
    const heap = batchOf(cipher, loaded?.batch)
    const to = heap ? nextWork(heap, cipher) : null
    navigate(to ? `/works/${to}` : '/')
  }
  // A practice work is handed in by itself: then the commission's scores stand beside the own ones.
  const compare = async (): Promise<void> => {
    try {
      await allSent()
      await send('POST', `/api/expert/works/${cipher}/submit`)
      await marking.reload()
      refresh()
    } catch (error) {
      problem.value = (error as Error).message
    }
  }
  const goOn = (): void => {
    if (!loaded) return
    const missing = locked ? null : marking.missing()
    if (missing === null) return void (loaded.practice && !locked ? compare() : leave())
    marking.showTask(missing)
    problem.value = t('taskWithoutScore', { task: loaded.tasks[missing]!.id })
  }
  const putOff = (): void => {
    if (!loaded || locked) return
    const later = !loaded.later
    marking.remark({ type: 'later' }, later ? '1' : '')
    noteLater(cipher, later)
    if (later) void leave()
  }
  const noteAt = (place: { x: number; y: number }, known?: Note): void => {
    const shown = loaded?.pages[page.value]
    if (shown && !locked) dialog.value = { note: known ?? { note: newKey(), text: '', ...place }, page: shown.number }
  }
  useGradingKeys({ marking, dialog, turn, toggleFit: () => setFits(!fits), goOn, putOff, noteAt })

  if (isGone.value) return <section class="empty"><h1>{t('workGone')}</h1><p>{t('workGoneHint')}</p><p><Link class="button main" href={next ? `/works/${next}` : '/'}>{t('goOn')}</Link></p><RefusedScores /></section>
  if (!loaded) return <Waiting title={t('cipherOf')} problem={problem.value} />
  const shown = loaded.pages[page.value]
  const current = loaded.tasks[task.value]
  const given = loaded.tasks.filter((one) => scores.value.has(one.id)).length
  const marks = shown?.answers.filter((answer) => current && answer.tasks.includes(current.id)).map((answer) => answer.boxPx) ?? []
  return (
    <div class="split grading">
      <div class={shownCriteria ? 'paper with-criteria' : 'paper'}>
        {shown && (
          <PageViewer url={shown.imageUrl} widthPx={shown.widthPx} heightPx={shown.heightPx} marks={marks} manner={fits ? 'fit' : 'keep'} turn={turn.value} label={t('pageN', { n: shown.number })} onPoint={noteAt}
            tools={<>
              <button type="button" aria-pressed={fits} aria-label={t('fitToAnswer')} title={`${t('fitToAnswer')} (B)`} onClick={() => setFits(!fits)}>▣</button>
              <button type="button" aria-label={t('rotate')} title={`${t('rotate')} (R)`} onClick={() => { turn.value = (turn.value + 1) % 4 as 0 | 1 | 2 | 3 }}>↻</button>
              <button type="button" aria-label={t('newNote')} title={`${t('newNote')} (N)`} disabled={locked} onClick={() => noteAt({ x: 0.5, y: 0.5 })}>✎</button>
            </>}>
            <NotePins notes={shown.notes} onOpen={(note) => noteAt(note, note)} />
          </PageViewer>
        )}
        {shownCriteria && <CriteriaPane batch={loaded.batch} criteria={shownCriteria} task={current?.id} />}
        <div class="tabs" role="group" aria-label={t('pages')}>{loaded.pages.map((one, index) => (
          <button type="button" key={one.imageUrl} aria-pressed={index === page.value} title={t('pageN', { n: one.number })} onClick={() => { page.value = index }}>{one.number}{one.notes.length > 0 && ' ✎'}</button>
        ))}</div>
      </div>
      <section class="panel">
        <p class="muted"><Link href="/">{t('myWorks')}</Link> · {loaded.title}{loaded.variant && ` · ${t('variantN', { n: loaded.variant })}`}</p>
        <h1>{t(loaded.practice ? 'practiceWork' : 'cipherOf')} <Cipher value={loaded.cipher} /></h1>
        {batch && <HeapLine batch={batch} deadline={queue.value?.deadline ?? null} pace={queue.value?.pace ?? null} />}
        <p class={`saved ${saveState.value}`} role="status">{t(locked ? 'handedIn' : saveState.value)}<span class="muted"> · {t('tasksGraded', { done: given, total: loaded.tasks.length })}</span></p>
        <TaskList tasks={loaded.tasks} scores={scores.value} current={task.value} locked={locked} onChoose={marking.showTask} onScore={(score) => marking.give(score)}
          others={[...(loaded.agreed ? [{ title: t('commission'), scores: loaded.agreed.scores }] : []), ...loaded.others.map(({ round, scores: given }) => ({ title: t('expertN', { n: round }), scores: given }))]}
          comments={{ open: dialog.value === 'comment', onOpen: (open) => { dialog.value = open ? 'comment' : null }, onSave: (id, text) => { dialog.value = null; marking.remark({ type: 'task', task: id }, text) } }} />
        {loaded.agreed?.note && <p class="banner">{loaded.agreed.note}</p>}
        {!locked && isOverdue() && <p class="banner warn" role="status">{t('overdue')}</p>}
        {batch?.stopped && <p class="banner warn" role="status">{batch.stopped}</p>}
        <Problem text={problem.value} />
        <RefusedScores />
        {!locked && given === loaded.tasks.length && <p class="good" role="status">{t('allGraded')}</p>}
        <div class="actions">
          <button type="button" class="main" onClick={goOn}>{t(loaded.practice && !locked ? 'compareScores' : next ? 'nextWork' : 'toHandIn')} <kbd>Enter</kbd></button>
          {!locked && <button type="button" aria-pressed={loaded.later} onClick={putOff}>{t('comeBack')} <kbd>L</kbd></button>}
          {criteria && <button type="button" aria-pressed={shownCriteria !== null} onClick={toggleCriteria}>{t('criteria')} <kbd>K</kbd></button>}
          <button type="button" onClick={() => { dialog.value = 'flag' }}>{t('flag')} <kbd>F</kbd></button>
          <button type="button" class="quiet" title={t('keys')} aria-label={t('keys')} onClick={() => { dialog.value = 'help' }}><kbd>?</kbd></button>
        </div>
      </section>
      {dialog.value === 'flag' && <FlagDialog cipher={cipher} page={shown?.number ?? null} onClose={() => { dialog.value = null }} />}
      {dialog.value === 'help' && <HelpDialog onClose={() => { dialog.value = null }} />}
      {dialog.value !== null && typeof dialog.value === 'object' && <NoteDialog {...dialog.value} onClose={() => { dialog.value = null }} onSave={(about, text) => { dialog.value = null; marking.remark(about, text) }} />}
    </div>
  )
}

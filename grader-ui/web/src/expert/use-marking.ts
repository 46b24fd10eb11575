import { useSignal, type ReadonlySignal, type Signal } from '@preact/signals'
import { useEffect, useLayoutEffect } from 'preact/hooks'
import type { ExpertWork, PutRemark } from '../../../api/expert.ts'
import { Refusal } from '../api-client.ts'
import { t } from '../text.ts'
import { allSent, onOtherTab, putRemark, putScore, unsentScores } from './score-queue.ts'
import { aWhile, willPass } from './try-again.ts'
import { isOverdue, noteGraded, readyWork, takeWork } from './work-store.ts'

/** One work on the screen with what was given so far, and what may be done to it. */
export interface Marking {
  readonly work: ReadonlySignal<ExpertWork | null>
  readonly scores: ReadonlySignal<ReadonlyMap<string, string>>
  readonly task: ReadonlySignal<number>
  readonly page: Signal<number>
  readonly problem: Signal<string | null>
  /** The work was taken back. */
  readonly isGone: Signal<boolean>
  showTask(index: number): void
  /** Gives the current task a score and goes on to the next one when the score is done. */
  give(score: string, done?: boolean): void
  remark(about: PutRemark['about'], text: string): void
  /** The first task without a score; null when all have one. */
  missing(): number | null
  /** Asks the server for the work anew. */
  reload(): Promise<void>
  /** A score of this work was taken back: shows the task and what stands now. */
  undone(): void
}

interface Given { readonly cipher: string; readonly task: string; readonly before: string }
/** What was given on this screen, newest last, over all works: for taking back. */
const given: Given[] = []
/** The task to begin with when a work is opened for taking something back. */
let wanted: string | null = null

/** Takes the newest score given on this screen back; the cipher of its work, null when there is none. */
export function takeBack(): string | null {
  const last = given.pop()
  if (!last) return null
  putScore({ cipher: last.cipher, task: last.task, score: last.before })
  wanted = last.task
  return last.cipher
}

const scoresOf = (work: ExpertWork): ReadonlyMap<string, string> => {
  const known = [...work.tasks.map(({ id, score }) => [id, score ?? ''] as const), ...unsentScores(work.cipher)]
  return new Map([...new Map(known)].filter(([, score]) => score !== ''))
}

export function useMarking(cipher: string): Marking {
  const work = useSignal<ExpertWork | null>(readyWork(cipher) ?? null)
  const scores = useSignal<ReadonlyMap<string, string>>(new Map())
  const task = useSignal(0)
  const page = useSignal(0)
  const problem = useSignal<string | null>(null)
  const isGone = useSignal(false)

  const put = (next: ReadonlyMap<string, string>): void => {
    scores.value = next
    if (work.value) noteGraded(cipher, work.value.tasks.filter(({ id }) => next.has(id)).length)
  }
  const showTask = (index: number): void => {
    const shown = work.value?.tasks[index]
    if (!shown) return
    task.value = index
    const at = work.value!.pages.findIndex((one) => one.answers.some((answer) => answer.tasks.includes(shown.id)))
    if (at >= 0) page.value = at
  }
  const missing = (): number | null => {
    const index = work.value?.tasks.findIndex(({ id }) => !scores.value.has(id)) ?? -1
    return index < 0 ? null : index
  }
  const show = (loaded: ExpertWork): void => {
    work.value = loaded
    problem.value = null
    put(scoresOf(loaded))
    const asked = loaded.tasks.findIndex(({ id }) => id === wanted)
    wanted = null
    showTask(asked >= 0 ? asked : missing() ?? 0)
  }

  useLayoutEffect(() => {
    const ready = readyWork(cipher)
    if (work.value?.cipher !== cipher) work.value = ready ?? null
    problem.value = null
    isGone.value = false
    if (ready) show(ready)
    let left = false
    const load = async (): Promise<void> => {
      try {
        const loaded = await takeWork(cipher)
        if (!left && !ready) show(loaded)
      } catch (error) {
        if (left || !(error instanceof Refusal)) return
        isGone.value = error.status === 404
        problem.value = error.message
        if (!willPass(error)) return
        await aWhile()
        if (!left) await load()
      }
    }
    void load()
    return () => { left = true }
  }, [cipher])
  useEffect(() => onOtherTab((other) => { if (other.cipher === cipher) put(changed(scores.value, other.task, other.score)) }), [cipher])
  useEffect(() => { void allSent() }, [])

  return {
    work, scores, task, page, problem, isGone, showTask, missing,
    give(score, done = true) {
      const current = work.value?.tasks[task.value]
      // Why it is not taken stands on the page.
      if (!current || work.value?.state !== 'open' || isOverdue()) return
      given.push({ cipher, task: current.id, before: scores.value.get(current.id) ?? '' })
      problem.value = null
      put(changed(scores.value, current.id, score))
      putScore({ cipher, task: current.id, score })
      if (done && task.value + 1 < work.value.tasks.length) showTask(task.value + 1)
    },
    async reload() { show(await takeWork(cipher)) },
    undone() {
      if (!work.value) return
      put(new Map([...scores.value].filter(([id]) => id !== wanted).concat([...unsentScores(cipher)].filter(([id, score]) => id === wanted && score !== ''))))
      show({ ...work.value, tasks: work.value.tasks.map((one) => ({ ...one, score: scores.value.get(one.id) ?? null })) })
    },
    remark(about, text) {
      putRemark(cipher, { about, text })
      if (work.value) work.value = withRemark(work.value, about, text)
      if (about.type === 'later') problem.value = text ? t('laterOn') : null
    },
  }
}

function changed(scores: ReadonlyMap<string, string>, task: string, score: string): ReadonlyMap<string, string> {
  const next = new Map(scores)
  if (score === '') next.delete(task)
  else next.set(task, score)
  return next
}

/** The work as it will be when the server has the remark. */
function withRemark(work: ExpertWork, about: PutRemark['about'], text: string): ExpertWork {
  switch (about.type) {
    case 'later': return { ...work, later: text !== '' }
    case 'task': return { ...work, tasks: work.tasks.map((task) => (task.id === about.task ? { ...task, comment: text } : task)) }
    case 'page': return { ...work, pages: work.pages.map((page) => {
      if (page.number !== about.page) return page
      const others = page.notes.filter(({ note }) => note !== about.note)
      return { ...page, notes: text === '' ? others : [...others, { note: about.note, x: about.x, y: about.y, text }] }
    }) }
  }
}

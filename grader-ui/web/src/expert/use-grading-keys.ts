import type { Signal } from '@preact/signals'
import { useLocation } from 'wouter-preact'
import { sharedView, zoomAt } from '../parts/view.ts'
import { useKeys } from '../parts/use-keys.ts'
import { t } from '../text.ts'
import { toggleCriteria } from './criteria-pane.tsx'
import type { Note } from './note-pins.tsx'
import { scoreOfKey } from './score-of-key.ts'
import { takeBack, type Marking } from './use-marking.ts'
import { isOverdue } from './work-store.ts'

/** What lies over the desk and takes the keys. */
export type Dialog = 'flag' | 'help' | 'comment' | { readonly note: Note; readonly page: number } | null

interface Desk {
  readonly marking: Marking; readonly dialog: Signal<Dialog>; readonly turn: Signal<0 | 1 | 2 | 3>
  readonly toggleFit: () => void; readonly goOn: () => void; readonly putOff: () => void; readonly noteAt: (place: { x: number; y: number }) => void
}

/** The keys of the desk. Letters are taken by their place, so that the layout does not matter. */
export function useGradingKeys({ marking, dialog, turn, toggleFit, goOn, putOff, noteAt }: Desk): void {
  const [path, navigate] = useLocation()
  const undo = (): void => {
    // Why nothing is taken any more stands on the page.
    if (isOverdue()) return
    const cipher = takeBack()
    if (cipher === null) marking.problem.value = t('nothingToUndo')
    else if (path.endsWith(cipher)) marking.undone()
    else navigate(`/works/${cipher}`)
  }
  const step = (by: number): void => marking.showTask(Math.max(0, Math.min((marking.work.value?.tasks.length ?? 1) - 1, marking.task.value + by)))
  const leaf = (by: number): void => { marking.page.value = Math.max(0, Math.min((marking.work.value?.pages.length ?? 1) - 1, marking.page.value + by)) }
  const zoom = (factor: number): void => { sharedView.value = zoomAt(sharedView.value, factor, 300, 200) }

  const byKey: Readonly<Record<string, () => void>> = {
    Enter: goOn, ArrowDown: () => step(1), ArrowUp: () => step(-1), ArrowRight: () => leaf(1), ArrowLeft: () => leaf(-1),
    Backspace: undo, Delete: () => marking.give('', false), '?': () => { dialog.value = 'help' }, '+': () => zoom(1.25), '=': () => zoom(1.25), '-': () => zoom(0.8),
  }
  const byPlace: Readonly<Record<string, () => void>> = {
    KeyF: () => { dialog.value = 'flag' }, KeyC: () => { dialog.value = 'comment' }, KeyN: () => noteAt(markCentre(marking)), KeyL: putOff, KeyB: toggleFit, KeyZ: undo, KeyK: toggleCriteria,
    KeyR: () => { turn.value = (turn.value + 1) % 4 as 0 | 1 | 2 | 3 },
  }
  useKeys((event) => {
    const loaded = marking.work.value
    if (!loaded || dialog.value !== null) return
    const task = loaded.tasks[marking.task.value]
    const keyed = task && scoreOfKey({ key: event.key, code: event.code, maxScore: task.maxScore, now: marking.scores.value.get(task.id) ?? '' })
    if (keyed) return marking.give(keyed.score, keyed.done)
    const act = event.key === ',' && event.shiftKey ? byKey['?'] : byKey[event.key] ?? byPlace[event.code]
    if (act) {
      event.preventDefault()
      act()
    } else if (/^\d$/.test(event.key) && task) {
      marking.problem.value = t('overMaximum', { max: task.maxScore })
    }
  }, { undo })
}

/** The middle of the current answer, as shares of the page. */
function markCentre({ work, page, task }: Marking): { x: number; y: number } {
  const shown = work.value?.pages[page.value]
  const id = work.value?.tasks[task.value]?.id
  const box = shown?.answers.find((answer) => id !== undefined && answer.tasks.includes(id))?.boxPx
  return shown && box ? { x: (box[0] + box[2] / 2) / shown.widthPx, y: (box[1] + Math.min(box[3] / 2, 40)) / shown.heightPx } : { x: 0.5, y: 0.5 }
}

import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import type { ExpertWork } from '../../../api/expert.ts'
import { t } from '../text.ts'

interface Props {
  readonly tasks: ExpertWork['tasks']; readonly scores: ReadonlyMap<string, string>; readonly current: number; readonly locked: boolean
  readonly onChoose: (index: number) => void; readonly onScore: (score: string) => void
  /** Comments on tasks, where they may be made. */
  readonly comments?: { readonly open: boolean; readonly onOpen: (open: boolean) => void; readonly onSave: (task: string, text: string) => void }
  /** What others gave, to stand beside the own scores: a heading and the scores by task. */
  readonly others?: readonly { readonly title: string; readonly scores: Readonly<Record<string, string>> }[]
}

/** The tasks with their scores; the current one shows its possible scores as buttons for those without a keyboard, and its comment. */
export function TaskList({ tasks, scores, current, locked, comments, others = [], onChoose, onScore }: Props) {
  const commenting = comments?.open === true
  const list = useRef<HTMLOListElement>(null)
  useEffect(() => { list.current?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: 'nearest' }) }, [current])
  return (
    <ol class="tasks" ref={list}>
      {tasks.map((task, index) => (
        <li key={task.id} aria-current={index === current}>
          <button type="button" class="task" onClick={() => onChoose(index)} aria-label={t('taskN', { task: task.id, max: task.maxScore, score: scores.get(task.id) ?? t('noScore') })}>
            <span>{task.id}</span><span class="muted">{t('ofMaximum', { max: task.maxScore })}</span>{task.comment && <span title={task.comment}>✎</span>}
            {others.map((one) => <span key={one.title} class={one.scores[task.id] === scores.get(task.id) ? 'muted other' : 'warn other'}>{one.title}: {one.scores[task.id] ?? '—'}</span>)}<b>{scores.get(task.id) ?? '·'}</b>
          </button>
          {index === current && !locked && (
            <div class="scores" role="group" aria-label={t('scoresFor', { task: task.id })}>
              {[...Array.from({ length: task.maxScore + 1 }, (_, score) => String(score)), 'X', 'Н/П'].map((score) => (
                <button type="button" key={score} aria-pressed={scores.get(task.id) === score} title={score === 'X' ? t('keyX') : score === 'Н/П' ? t('keyY') : undefined} onClick={() => onScore(score)}>{score}</button>
              ))}
              {comments && <button type="button" class="quiet" aria-expanded={commenting} title={`${t('comment')} (C)`} onClick={() => comments.onOpen(!commenting)}>✎ <span>{t('comment')}</span></button>}
            </div>
          )}
          {index === current && commenting && !locked && <CommentField key={task.id} task={task} onClose={() => comments.onOpen(false)} onSave={(text) => comments.onSave(task.id, text)} />}
          {index === current && !commenting && task.comment && <p class="comment">{task.comment}</p>}
        </li>
      ))}
    </ol>
  )
}

/** One line about one task: Enter keeps it, Escape leaves it as it was. */
function CommentField({ task, onSave, onClose }: { task: ExpertWork['tasks'][number]; onSave: (text: string) => void; onClose: () => void }) {
  const field = useRef<HTMLInputElement>(null)
  const closed = useRef(false)
  // Before the next key can come: a word must not become scores.
  useLayoutEffect(() => { field.current!.focus() }, [])
  // Taking the field away blurs it once more: what is closed stays closed.
  const close = (then: () => void): void => {
    if (closed.current) return
    closed.current = true
    then()
  }
  const keep = ({ currentTarget: { value } }: { currentTarget: HTMLInputElement }): void => close(() => (value.trim() === task.comment ? onClose() : onSave(value.trim())))
  return (
    <input class="comment-field" ref={field} defaultValue={task.comment} maxLength={1000} aria-label={t('commentOn', { task: task.id })} placeholder={t('commentHint')} onBlur={keep}
      onKeyDown={(event) => { if (event.key === 'Enter') keep(event); if (event.key === 'Escape') close(onClose) }} />
  )
}

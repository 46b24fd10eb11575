import { useEffect, useRef } from 'preact/hooks'
import type { ExpertWork } from '../../../api/expert.ts'
import { t } from '../text.ts'

interface Props {
  readonly tasks: ExpertWork['tasks']; readonly scores: ReadonlyMap<string, string>; readonly current: number; readonly locked: boolean
  readonly onChoose: (index: number) => void; readonly onScore: (score: string) => void
}

/** The tasks with their scores; the current one shows its possible scores as buttons for those without a keyboard. */
export function TaskList({ tasks, scores, current, locked, onChoose, onScore }: Props) {
  const list = useRef<HTMLOListElement>(null)
  useEffect(() => { list.current?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: 'nearest' }) }, [current])
  return (
    <ol class="tasks" ref={list}>
      {tasks.map((task, index) => (
        <li key={task.id} aria-current={index === current}>
          <button type="button" class="task" onClick={() => onChoose(index)} aria-label={t('taskN', { task: task.id, max: task.maxScore, score: scores.get(task.id) ?? t('noScore') })}>
            <span>{task.id}</span><span class="muted">{t('ofMaximum', { max: task.maxScore })}</span><b>{scores.get(task.id) ?? '·'}</b>
          </button>
          {index === current && !locked && (
            <div class="scores" role="group" aria-label={t('scoresFor', { task: task.id })}>
              {[...Array.from({ length: task.maxScore + 1 }, (_, score) => String(score)), 'X', 'Н/П'].map((score) => (
                <button type="button" key={score} aria-pressed={scores.get(task.id) === score} title={score === 'X' ? t('keyX') : score === 'Н/П' ? t('keyY') : undefined} onClick={() => onScore(score)}>{score}</button>
              ))}
            </div>
          )}
        </li>
      ))}
    </ol>
  )
}

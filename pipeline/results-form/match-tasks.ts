import { canonicalTaskId } from '../model/score.ts'
import type { FormColumns } from './find-columns.ts'

/** A task of the protocol and the column (from 0) where its scores stand; null when the results form lacks it. */
export interface MatchedTask { readonly id: string; readonly maxScore: number; readonly at: number | null }

/**
 * Task columns against a form's tasks: `8(1)` = `8.1` = `8,1`, К in either alphabet. The answer has the form's ids, order and
 * maxima. Missing and unknown tasks and other maxima are problems at the column where the hand would go to mend them.
 */
export function matchTasks({ columns, tasks }: { columns: FormColumns; tasks: readonly { readonly id: string; readonly maxScore: number }[] | undefined }): {
  readonly tasks: readonly MatchedTask[]
  readonly problems: readonly { readonly at: number; readonly message: string }[]
} {
  if (!tasks) return { tasks: columns.tasks, problems: [] }
  const problems: { at: number; message: string }[] = []
  const byId = new Map(columns.tasks.map((column) => [canonicalTaskId(column.id), column]))
  const known = new Set(tasks.map((task) => canonicalTaskId(task.id)))
  let previous = columns.variant ?? columns.code
  const matched = tasks.map(({ id, maxScore }): MatchedTask => {
    const column = byId.get(canonicalTaskId(id))
    if (!column) {
      problems.push({ at: previous, message: `После этого столбца нет задания «${id} (${maxScore}б)»: добавьте столбец или проверьте, та ли это форма.` })
      return { id, maxScore, at: null }
    }
    previous = column.at
    if (column.maxScore !== maxScore) {
      problems.push({ at: column.at, message: `Максимальный балл задания «${id}» — ${column.maxScore}, а в бланке — ${maxScore}. Считаем по бланку.` })
    }
    return { id, maxScore, at: column.at }
  })
  for (const column of columns.tasks) {
    if (!known.has(canonicalTaskId(column.id))) problems.push({ at: column.at, message: `Задания «${column.id}» нет в бланке: столбец не учтён. Проверьте, та ли это форма.` })
  }
  return { tasks: matched, problems }
}

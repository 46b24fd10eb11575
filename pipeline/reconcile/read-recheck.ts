import type { Form } from '../model/form.ts'
import { ok, refuse, type Result } from '../model/result.ts'
import { canonicalScore, canonicalTaskId, EMPTY, isAllowedScore } from '../model/score.ts'
import type { CellValue } from '../spreadsheet/sheet.ts'
import type { Grading } from './final-scores.ts'

/** One expert's scores of one work, as a table of the recheck gives them. */
export interface ExpertGrading { readonly expert: string; readonly scores: Grading }

/** A table of the recheck, read: works in its order, for each the gradings in the order in which their experts first appear. */
export interface Recheck {
  readonly works: ReadonlyMap<string, readonly ExpertGrading[]>
  /** Rows that cannot be used; `row` counts from 1, the header is row 1. */
  readonly problems: readonly { readonly row: number; readonly message: string }[]
}

const COLUMNS = ['work', 'expert', 'task', 'score'] as const

/**
 * Reads a recheck: columns `work,expert,task,score`, one row a score. Tasks are matched to the form (`8(1)` = `8.1`), scores to their one
 * spelling. A row with an empty score counts as not scored. Refuses with the names of missing columns.
 */
export function readRecheck(rows: readonly (readonly CellValue[])[], form: Pick<Form, 'tasks'>): Result<Recheck, readonly string[]> {
  const header = (rows[0] ?? []).map((cell) => textOf(cell).toLowerCase())
  const missing = COLUMNS.filter((column) => !header.includes(column))
  if (missing.length > 0) return refuse(missing)
  const tasks = new Map(form.tasks.map((task) => [canonicalTaskId(task.id), task]))
  const works = new Map<string, Map<string, Record<string, string>>>()
  const problems: { row: number; message: string }[] = []
  rows.slice(1).forEach((cells, index) => {
    const [work, expert, taskId, written] = COLUMNS.map((column) => textOf(cells[header.indexOf(column)])) as [string, string, string, string]
    if (work === '' && expert === '' && taskId === '' && written === '') return
    const task = tasks.get(canonicalTaskId(taskId))
    const score = canonicalScore(written)
    const given = works.get(work)?.get(expert)
    const wrong = work === '' ? 'не указана работа (столбец work)'
      : expert === '' ? 'не указан эксперт (столбец expert)'
        : !task ? `задания «${taskId}» нет в форме`
          : score === null || (score !== EMPTY && !isAllowedScore(score, task.maxScore)) ? `балл «${written}» не подходит: за задание ${task.id} ставят от 0 до ${task.maxScore}, X или Н/П`
            : given?.[task.id] !== undefined ? `эксперт ${expert} уже поставил балл за задание ${task.id} этой работы` : null
    if (wrong !== null) { problems.push({ row: index + 2, message: `${wrong}. Строка не учтена: исправьте её.` }); return }
    if (!works.has(work)) works.set(work, new Map())
    const byExpert = works.get(work) as Map<string, Record<string, string>>
    if (!byExpert.has(expert)) byExpert.set(expert, {})
    if (task && score !== null && score !== EMPTY) (byExpert.get(expert) as Record<string, string>)[task.id] = score
  })
  return ok({ works: new Map([...works].map(([work, byExpert]) => [work, [...byExpert].map(([expert, scores]) => ({ expert, scores }))])), problems })
}

const textOf = (cell: CellValue | undefined): string => String(cell ?? '').replace(/\s+/g, ' ').trim()

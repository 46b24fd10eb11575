import type { Form } from '../model/form.ts'
import { refuse, ok, type Result } from '../model/result.ts'
import { canonicalScore, canonicalTaskId, EMPTY, isAllowedScore } from '../model/score.ts'
import type { CellValue } from '../spreadsheet/sheet.ts'

/** The gradings of one work in the order of their rounds: the independent ones, then the third expert's. Task id → score. */
export interface WorkGradings {
  readonly work: string
  readonly independent: readonly [Grading] | readonly [Grading, Grading]
  readonly third: Grading | null
}
export type Grading = Readonly<Record<string, string>>

export interface RecheckTable {
  readonly works: readonly WorkGradings[]
  /** What cannot be used, in words for the person who made the table. */
  readonly problems: readonly string[]
}

const COLUMNS = ['work', 'expert', 'task', 'score'] as const

/**
 * The commission's scores: columns `work,expert,task,score`, one row a score. Of a work's experts the first two in the table are the
 * independent ones and the next is the third expert. Works keep the order of the table. Refuses with the names of missing columns.
 */
export function readRecheckTable(rows: readonly (readonly CellValue[])[], form: Pick<Form, 'tasks'>): Result<RecheckTable, readonly string[]> {
  const header = (rows[0] ?? []).map((cell) => textOf(cell).toLowerCase())
  const missing = COLUMNS.filter((column) => !header.includes(column))
  if (missing.length > 0) return refuse(missing)
  const tasks = new Map(form.tasks.map((task) => [canonicalTaskId(task.id), task]))
  const works = new Map<string, Map<string, Record<string, string>>>()
  const problems: string[] = []
  for (const [index, cells] of rows.entries()) {
    if (index === 0 || cells.every((cell) => textOf(cell) === '')) continue
    const [work, expert, taskText, scoreText] = COLUMNS.map((column) => textOf(cells[header.indexOf(column)])) as [string, string, string, string]
    const report = (message: string): void => { problems.push(`строка ${index + 1}: ${message}. Строка не учтена: исправьте её.`) }
    const [task, score] = [tasks.get(canonicalTaskId(taskText)), canonicalScore(scoreText)]
    if (work === '' || expert === '') report('не указана работа или эксперт')
    else if (!task) report(`задания «${taskText}» в бланке нет`)
    else if (score === null || score === EMPTY || !isAllowedScore(score, task.maxScore)) report(`балл «${scoreText}» не подходит к заданию ${task.id} (от 0 до ${task.maxScore}, X или Н/П)`)
    else {
      const experts = works.get(work) ?? new Map<string, Record<string, string>>()
      const grading = experts.get(expert) ?? {}
      if (grading[task.id] !== undefined) { report(`эксперт уже дал балл за задание ${task.id} этой работы`); continue }
      grading[task.id] = score
      works.set(work, experts.set(expert, grading))
    }
  }
  return ok({ works: [...works].flatMap(([work, experts]) => gradingsOf(work, [...experts.values()], problems)), problems })
}

function gradingsOf(work: string, gradings: readonly Grading[], problems: string[]): readonly WorkGradings[] {
  const [first, second, third, ...more] = gradings
  if (!first) return []
  if (more.length > 0) problems.push(`работа ${work}: экспертов больше трёх, учтены первые три`)
  return [{ work, independent: second ? [first, second] : [first], third: third ?? null }]
}

const textOf = (cell: CellValue | undefined): string => String(cell ?? '').normalize('NFC').trim()

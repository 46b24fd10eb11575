import type { ResultsRow } from '../model/results-form.ts'
import { canonicalScore, EMPTY, isAllowedScore, pointsOf } from '../model/score.ts'
import type { CellValue } from '../spreadsheet/sheet.ts'
import { inCyrillic, textOf, type FormColumns } from './find-columns.ts'
import type { MatchedTask } from './match-tasks.ts'
import type { ResultsFormExpectation } from './read-results-form.ts'

/** What is wrong at one column (from 0) of a row. */
export interface RowProblem { readonly at: number; readonly message: string }

const ABSENT = /^отсутств/
/** `Вариант 1`, `1 вариант`, `№ 1`, and a number that another program wrote as `1.0`. */
const VARIANT = /^(?:вариант\s*|№\s*)?(\d+)(?:[.,]0)?(?:\s*вариант)?$/
const NO_MARK = /^(нет отметки|нет|н\/а|[-–—])$/i

/**
 * One row under the header. Null for a row that was only prefilled: no variant and no score (a code, a class or a zero total
 * may stand there already). `row` is null when it has no usable code. An absent participant has variant null and no scores.
 */
export function readRow({ cells, columns, tasks, form }: {
  readonly cells: readonly CellValue[]
  readonly columns: FormColumns
  readonly tasks: readonly MatchedTask[]
  readonly form?: ResultsFormExpectation | undefined
}): { readonly row: ResultsRow | null; readonly problems: readonly RowProblem[] } | null {
  const at = (column: number | null | undefined): string => (column === null || column === undefined ? '' : textOf(cells[column]))
  if (at(columns.variant) === '' && tasks.every((task) => at(task.at) === '')) return null
  const problems: RowProblem[] = []
  const report = (column: number | undefined, message: string): void => { problems.push({ at: column ?? columns.code, message }) }
  const code = readCode(at(columns.code), form?.code?.digits)
  if (!code.ok) {
    report(columns.code, code.message)
    return { row: null, problems }
  }
  const absent = ABSENT.test(inCyrillic(at(columns.variant)))
  const variant = VARIANT.exec(inCyrillic(at(columns.variant)))?.[1] ?? at(columns.variant)
  const isKnown = variant !== '' && (form?.variants === undefined || form.variants.length === 0 || form.variants.includes(variant))
  const isBare = tasks.every((task) => at(task.at) === '')
  // Somebody who was not there, said in other words: one problem, not one for every task.
  const scores = !isKnown && isBare ? {} : readScores({ at, tasks, absent, report })
  const common = { code: code.value, classNumber: at(columns.classNumber) || null, journalMark: readMark(at(columns.journalMark), columns.journalMark, report) }
  if (absent) return { row: { ...common, variant: null, scores: {}, total: null }, problems }
  if (variant === '' && columns.variant !== undefined) report(columns.variant, 'Вариант не указан: впишите номер варианта или «отсутствовал».')
  else if (!isKnown && form?.variants) report(columns.variant, `Варианта «${variant}» нет в бланке. Есть: ${form.variants.join(', ')}.${isBare ? ' Если участник не писал работу, поставьте «отсутствовал».' : ''}`)
  const total = !isKnown && isBare ? null : readTotal({ text: at(columns.total), column: columns.total, scores, complete: tasks.every((task) => scores[task.id] !== undefined), report })
  return { row: { ...common, variant, scores, total }, problems }
}

type Report = (column: number | undefined, message: string) => void

function readCode(text: string, digits: number | undefined): { ok: true; value: string } | { ok: false; message: string } {
  if (text === '') return { ok: false, message: 'Есть вариант или баллы, но нет кода участника: строка не учтена, впишите код.' }
  if (!/^\d+$/.test(text)) return { ok: false, message: `Код участника «${text}» — не число: строка не учтена, исправьте код.` }
  if (digits !== undefined && text.length !== digits) {
    return { ok: false, message: `В коде участника «${text}» цифр ${text.length}, а должно быть ${digits}: строка не учтена, исправьте код.` }
  }
  return { ok: true, value: text }
}

function readScores({ at, tasks, absent, report }: { at: (column: number | null) => string; tasks: readonly MatchedTask[]; absent: boolean; report: Report }): Record<string, string> {
  const scores: Record<string, string> = {}
  for (const task of tasks) {
    if (task.at === null) continue
    const text = at(task.at)
    const score = canonicalScore(text)
    const allowed = `Допустимы целые числа от 0 до ${task.maxScore}, X или Н/П.`
    if (absent) {
      if (text !== '') report(task.at, `Участник отмечен отсутствовавшим, но по заданию «${task.id}» стоит «${text}»: исправьте вариант или уберите балл.`)
    } else if (score === EMPTY) report(task.at, `Балл за задание «${task.id}» не указан. ${allowed}`)
    else if (score === null) report(task.at, `Балл «${text}» за задание «${task.id}» непонятен. ${allowed}`)
    else if (!isAllowedScore(score, task.maxScore)) report(task.at, `Балл ${score} за задание «${task.id}» больше максимального (${task.maxScore}). ${allowed}`)
    else scores[task.id] = score
  }
  return scores
}

function readMark(text: string, column: number | undefined, report: Report): string | null {
  if (text === '' || NO_MARK.test(text)) return null
  if (/^[2-5]$/.test(text)) return text
  report(column, `Отметка «${text}» непонятна: допустимы 2, 3, 4, 5 или «нет отметки».`)
  return null
}

function readTotal({ text, column, scores, complete, report }: {
  text: string; column: number | undefined; scores: Readonly<Record<string, string>>; complete: boolean; report: Report
}): string | null {
  if (column === undefined) return null
  if (text === '') {
    report(column, 'Сумма баллов не указана: впишите её.')
    return null
  }
  if (!/^\d{1,3}$/.test(text)) {
    report(column, `Сумма «${text}» — не целое число баллов: исправьте.`)
    return null
  }
  const sum = Object.values(scores).reduce((points, score) => points + (pointsOf(score) ?? 0), 0)
  if (complete && Number(text) !== sum) report(column, `Сумма ${text} не равна сложению баллов (${sum}): проверьте баллы и сумму.`)
  return String(Number(text))
}

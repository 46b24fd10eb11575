import { canonicalTaskId } from '../model/score.ts'
import { columnLetters, type CellValue, type Sheet } from '../spreadsheet/sheet.ts'

/** A task's column: its number from 0 in the sheet, the task as the header spells it, and the points in brackets. */
export interface TaskColumn { readonly at: number; readonly id: string; readonly maxScore: number }

/** Where the columns of a results form stand; numbers from 0. A column that the form lacks is absent. */
export interface FormColumns {
  readonly headerRow: number
  readonly code: number
  readonly variant?: number
  readonly classNumber?: number
  readonly journalMark?: number
  readonly total?: number
  readonly tasks: readonly TaskColumn[]
  /** Headers that look like tasks but are not written as one, and tasks that stand twice. */
  readonly problems: readonly { readonly at: number; readonly message: string }[]
}

/** `1 (5б)`, `4К1 (3б)`, `8(1) (2б)`, `8.1 (2 б)`, `Задание 8 (1) (2 балла)`: К and б in either alphabet. */
const TASK_HEADER = /^(?:задание\s*|№\s*)?(\d+(?:[.,]\d+)?\s?(?:\(\d+\))?\s?(?:[КK]\d+)?)\.?\s*\((\d+)\s*(?:[бb]|балл(?:а|ов)?)\.?\)$/i
const LOOKS_LIKE_TASK = /^(задание\s*|№\s*)?\d+([.,]\d+)?(\s*\(\d+\))?\s?([КK]\d+)?(\s*\(.*\))?$/i
const NAMES = {
  variant: /^вариант/, classNumber: /^(порядковый )?номер класса|^класс$/,
  journalMark: /^отметка (за предыдущ|по журналу)/, total: /^(итого( баллов)?|всего баллов|первичный балл|сумма( первичных)? баллов)$/,
} as const
/** Letters that look alike in both alphabets: whose keyboard was switched sees no difference. */
const CYRILLIC_TWINS: Readonly<Record<string, string>> = { a: 'а', b: 'в', c: 'с', e: 'е', h: 'н', k: 'к', m: 'м', o: 'о', p: 'р', t: 'т', x: 'х', y: 'у' }

/**
 * Finds the header in a sheet: the first row, of the first thirty, with a cell «Код участника»; `headerRow` is its last row where it takes two. Null when there is none.
 * Knows the results form (sheet `Протокол`) and the individual results (`Ф1`), whose titles stand above the header.
 */
export function findColumns(sheet: Sheet): FormColumns | null {
  const headerRow = sheet.rows.slice(0, 30).findIndex((row) => row.some((cell) => isCodeHeader(textOf(cell))))
  const upper = sheet.rows[headerRow]
  if (!upper) return null
  const lower = sheet.rows[headerRow + 1] ?? []
  // «Задания» over all tasks, whose numbers stand in the row below, between names that go down both rows.
  const isDouble = !upper.some((cell) => TASK_HEADER.test(textOf(cell))) && lower.some((cell) => TASK_HEADER.test(textOf(cell)))
  const header = isDouble ? Array.from({ length: Math.max(upper.length, lower.length) }, (_, at) => (textOf(lower[at]) === '' ? upper[at] ?? null : lower[at]!)) : upper
  const found: Partial<Record<keyof typeof NAMES, number>> = {}
  const tasks: TaskColumn[] = []
  const problems: { at: number; message: string }[] = []
  header.forEach((cell, at) => {
    const text = textOf(cell)
    const task = TASK_HEADER.exec(text)
    if (task) addTask({ at, id: (task[1] as string).replace(/\s/g, ''), maxScore: Number(task[2]) })
    else if (LOOKS_LIKE_TASK.test(text)) {
      problems.push({ at, message: `Заголовок «${text}» не понят и столбец пропущен: задание пишется с баллом в скобках, например «4К1 (3б)».` })
    }
    for (const name of Object.keys(NAMES) as (keyof typeof NAMES)[]) if (NAMES[name].test(inCyrillic(text))) found[name] ??= at
  })
  return { headerRow: isDouble ? headerRow + 1 : headerRow, code: header.findIndex((cell) => isCodeHeader(textOf(cell))), ...found, tasks, problems }

  function addTask(task: TaskColumn): void {
    const twin = tasks.find((other) => canonicalTaskId(other.id) === canonicalTaskId(task.id))
    if (twin) problems.push({ at: task.at, message: `Задание «${task.id}» уже есть в столбце ${columnLetters(twin.at + 1)}: второй столбец пропущен, удалите лишний.` })
    else if (task.maxScore < 1 || task.maxScore > 99) problems.push({ at: task.at, message: `У задания «${task.id}» максимальный балл ${task.maxScore}: столбец пропущен.` })
    else tasks.push(task)
  }
}

/** A cell as trimmed text with single spaces; numbers as people write them. */
export const textOf = (cell: CellValue | undefined): string =>
  typeof cell === 'boolean' ? (cell ? 'да' : 'нет') : String(cell ?? '').replace(/[\s\u00a0]+/g, ' ').trim()

/** A text in small letters, those that both alphabets have as Cyrillic ones. */
export const inCyrillic = (text: string): string => text.toLowerCase().replace(/[abcehkmoptxy]/g, (letter) => CYRILLIC_TWINS[letter] ?? letter)

const isCodeHeader = (text: string): boolean => /^код( (участника|обучающегося|ученика))?\*?$/.test(inCyrillic(text))

import type { ResultsForm, ResultsRow } from '../model/results-form.ts'
import type { CellValue, Sheet } from '../spreadsheet/sheet.ts'
import { writeWorkbook } from '../spreadsheet/workbook.ts'

/** The results form as an xlsx file in the layout that schools send: sheets `Протокол`, `Служебный`, `Порядковый номер класса`. */
export async function writeResultsForm(form: Pick<ResultsForm, 'tasks' | 'rows'>): Promise<Uint8Array> {
  return writeWorkbook([resultsSheet(form), serviceSheet(form), classSheet(form)])
}

/** The sheet `Протокол` alone. `readResultsSheets` reads it back to the same rows. */
export function resultsSheet({ tasks, rows }: Pick<ResultsForm, 'tasks' | 'rows'>): Sheet {
  const header = [
    'Код участника', 'Вариант', ...tasks.map((task) => `${task.id} (${task.maxScore}б)`),
    'Порядковый номер класса', 'Отметка за предыдущий триместр/ четверть/полугодие', 'Итого баллов',
  ]
  return {
    name: 'Протокол', headerRow: 1, columnWidths: [12, 14, ...tasks.map(() => 8), 12, 18, 10],
    rows: [header, ...rows.map((row) => [
      row.code, row.variant === null ? 'отсутствовал' : numberOrText(row.variant),
      ...tasks.map((task) => numberOrText(row.scores[task.id] ?? '')),
      numberOrText(row.classNumber ?? ''), row.variant === null ? numberOrText(row.journalMark ?? '') : numberOrText(row.journalMark ?? 'нет отметки'),
      numberOrText(row.total ?? ''),
    ])],
  }
}

const serviceSheet = ({ tasks, rows }: Pick<ResultsForm, 'tasks' | 'rows'>): Sheet => ({
  name: 'Служебный', columnWidths: [32, 12],
  rows: [
    ['Участников в форме', rows.length], ['Из них отсутствовали', rows.filter((row) => row.variant === null).length],
    ['Заданий', tasks.length], ['Максимальный балл', tasks.reduce((sum, task) => sum + task.maxScore, 0)],
  ],
})

const classSheet = ({ rows }: { readonly rows: readonly ResultsRow[] }): Sheet => {
  const counts = new Map<string, number>()
  for (const row of rows) if (row.classNumber !== null) counts.set(row.classNumber, (counts.get(row.classNumber) ?? 0) + 1)
  return {
    name: 'Порядковый номер класса', headerRow: 1, columnWidths: [26, 14],
    rows: [['Порядковый номер класса', 'Участников'], ...[...counts].sort(([a], [b]) => a.localeCompare(b, 'ru', { numeric: true })).map(([name, count]) => [numberOrText(name), count])],
  }
}

const numberOrText = (text: string): CellValue => (text === '' ? null : /^(0|[1-9]\d{0,8})$/.test(text) ? Number(text) : text)

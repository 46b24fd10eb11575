import type { Form } from '../model/form.ts'
import type { WorkComparison } from '../model/verdict.ts'
import { CAUSE_WORDS } from '../protocol/document/recheck-protocol.ts'
import type { CellValue, Sheet } from '../spreadsheet/sheet.ts'
import { writeWorkbook } from '../spreadsheet/workbook.ts'
import { DEFAULT_RESAMPLING, type Resampling } from './agreement.ts'
import { statisticsSheet } from './statistics-sheet.ts'
import { summarySheet } from './summary-sheet.ts'

/** Everything that the comparison workbook tells. */
export interface ComparisonTable {
  /** What is compared, for people: work, school, date. */
  readonly title: string
  readonly form: Pick<Form, 'tasks' | 'markBorders'>
  readonly works: readonly WorkComparison[]
  /** Participant's code → class; works of one class are not independent. Absent: every work stands for itself. */
  readonly classOf?: ReadonlyMap<string, string>
  /** How many participants wrote the work; null when unknown. */
  readonly participants: number | null
  /** Which names of a work are shown. The code only where the reader may know it. */
  readonly names: 'code' | 'cipher' | 'both'
  readonly resampling?: Resampling
}

/** The comparison as an xlsx file: sheets «Сравнение», «Сводка», «Статистика». Same table, same bytes. */
export const buildComparisonWorkbook = (table: ComparisonTable): Promise<Uint8Array> =>
  writeWorkbook([comparisonSheet(table), summarySheet(table), statisticsSheet(table, table.resampling ?? DEFAULT_RESAMPLING)])

/** A row a work: for each task the school's score beside the recheck's, then sums, marks, causes and notes. Differences are shaded. */
export function comparisonSheet({ form, works, names }: ComparisonTable): Sheet {
  const nameColumns = names === 'both' ? ['Код работы', 'Код участника'] : [names === 'code' ? 'Код участника' : 'Код работы']
  const header = [
    '№ п/п', ...nameColumns, 'Вариант', ...form.tasks.flatMap(({ id, maxScore }) => [`${id} (${maxScore}б) ОО`, `${id} (${maxScore}б) перепроверка`]),
    'Сумма ОО', 'Сумма перепроверки', 'Разность', 'Отметка ОО', 'Отметка перепроверки', 'Отметка изменилась', 'Причины', 'Примечание',
  ]
  const firstTask = nameColumns.length + 3
  const changedColumn = header.indexOf('Отметка изменилась') + 1
  return {
    name: 'Сравнение', headerRow: 1,
    rows: [header, ...works.map((work, index) => [index + 1, ...namesOf(work, names), work.variant, ...valuesOf(work)])],
    columnWidths: header.map((title, column) => (title === 'Причины' || title === 'Примечание' ? 44 : column === 0 ? 6 : title === 'Код работы' && names === 'both' ? 26 : 13)),
    shades: works.flatMap((work, index): NonNullable<Sheet['shades']> => [
      ...work.tasks.flatMap((task, place) => (task.type === 'agreed' ? []
        : [{ row: index + 2, column: firstTask + 2 * place + 1, tone: task.type === 'missing' ? 'doubtful' as const : 'bad' as const }])),
      ...work.markChanged ? [{ row: index + 2, column: changedColumn, tone: 'bad' as const }] : [],
    ]),
  }
}

const namesOf = (work: WorkComparison, names: ComparisonTable['names']): CellValue[] =>
  names === 'both' ? [work.workCipher, work.participantCode] : [names === 'code' ? work.participantCode : work.workCipher]

function valuesOf(work: WorkComparison): CellValue[] {
  const { originalTotal, recheckTotal } = work
  return [
    ...work.tasks.flatMap((task) => [numberOrText(task.original), numberOrText(task.recheck)]),
    originalTotal, recheckTotal, originalTotal === null || recheckTotal === null ? null : originalTotal - recheckTotal,
    numberOrText(work.originalMark), numberOrText(work.recheckMark),
    work.originalMark === null || work.recheckMark === null ? null : work.markChanged ? 'да' : 'нет',
    work.causes.map((cause) => CAUSE_WORDS[cause]).join('; '), work.note,
  ]
}

/** Scores as numbers, so that a sheet can be added up; letters as they are. */
const numberOrText = (value: string | null): CellValue => (value !== null && /^\d+$/.test(value) ? Number(value) : value)

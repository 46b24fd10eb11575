import { CAUSE_WORDS } from '../../../pipeline/protocol/document/recheck-protocol.ts'
import type { CellValue, Sheet } from '../../../pipeline/spreadsheet/sheet.ts'
import { writeWorkbook } from '../../../pipeline/spreadsheet/workbook.ts'
import type { OpenProtocol } from '../chair/open-protocol.ts'
import type { ComparedWork } from './school-recheck.ts'

/** The comparison as an xlsx file: a row a work, for each task what the school gave and what the commission gave. Codes show once it is approved. */
export function comparisonWorkbook({ schoolName, form, record, recheck }: OpenProtocol): Promise<Uint8Array> {
  const tasks = form.tasks.flatMap(({ id, maxScore }) => [`${id} (${maxScore}б) ОО`, `${id} (${maxScore}б) перепроверка`])
  const header = ['№ п/п', 'Код работы', ...(record ? ['Код участника'] : []), 'Вариант', ...tasks, 'Сумма ОО', 'Сумма перепроверки', 'Разность', 'Отметка ОО', 'Отметка перепроверки', 'Отметка изменилась', 'Причины', 'Примечание']
  const firstTask = record ? 4 : 3
  const rows = recheck.works.map((work, index) => rowOf({ work, number: index + 1, withCode: record !== null }))
  const shades = recheck.works.flatMap(({ comparison }, row) => comparison.tasks.flatMap((verdict, index): NonNullable<Sheet['shades']> => (verdict.type === 'agreed' ? []
    : [{ row: row + 4, column: firstTask + 2 * index + 2, tone: verdict.type === 'missing' ? 'doubtful' : 'bad' }])))
  return writeWorkbook([{
    name: 'Сравнение', headerRow: 3, shades, columnWidths: header.map((text, index) => (index === 1 ? 36 : Math.min(16, Math.max(8, text.length)))),
    rows: [[`${form.title}. ${schoolName}`], [], header, ...rows],
  }])
}

function rowOf({ work: { comparison }, number, withCode }: { work: ComparedWork; number: number; withCode: boolean }): readonly CellValue[] {
  const { originalTotal, recheckTotal } = comparison
  return [
    number, comparison.workCipher, ...(withCode ? [comparison.participantCode] : []), comparison.variant,
    ...comparison.tasks.flatMap((verdict) => [cell(verdict.original), cell(verdict.recheck)]),
    originalTotal, recheckTotal, originalTotal === null || recheckTotal === null ? null : originalTotal - recheckTotal, cell(comparison.originalMark), cell(comparison.recheckMark),
    comparison.markChanged ? 'да' : 'нет', comparison.causes.map((cause) => CAUSE_WORDS[cause]).join('; '), comparison.note,
  ]
}

/** Numbers as numbers, so that the sheet can be added up. */
const cell = (value: string | null): CellValue => (value !== null && /^\d+$/.test(value) ? Number(value) : value)

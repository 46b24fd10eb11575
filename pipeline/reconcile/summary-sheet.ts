import type { DifferenceCause } from '../model/verdict.ts'
import { countWorks, kindOf } from '../protocol/count-works.ts'
import { CAUSE_WORDS } from '../protocol/document/recheck-protocol.ts'
import type { CellValue, Sheet } from '../spreadsheet/sheet.ts'
import type { ComparisonTable } from './comparison-workbook.ts'
import { howMuchInWords } from './how-much-is-enough.ts'

/** What a recheck came to, in works, with what it allows to say about the works that were not checked. */
export function summarySheet({ title, works, participants }: ComparisonTable): Sheet {
  const counts = countWorks(works)
  const comparable = works.filter((work) => kindOf(work) !== 'incomplete')
  const mean = (totals: readonly (number | null)[]): CellValue => {
    const known = totals.filter((total) => total !== null)
    return known.length === 0 ? '—' : Math.round(known.reduce((sum, total) => sum + total, 0) / known.length * 100) / 100
  }
  const line = (label: string, count: number): CellValue[] => [label, count, works.length === 0 ? '—' : Math.round(count / works.length * 1000) / 10]
  const causes = (Object.keys(CAUSE_WORDS) as DifferenceCause[]).filter((cause) => counts.causes[cause] > 0)
  const bad = comparable.filter((work) => kindOf(work) !== 'same').length
  return {
    name: 'Сводка', headerRow: 3, columnWidths: [64, 12, 14],
    rows: [
      [title], [],
      ['Показатель', 'Работ', '% от проверенных'],
      ['Работ в форме сбора результатов', participants ?? '—'],
      line('Перепроверено', counts.checked),
      line('Без расхождений', counts.withoutDiscrepancy),
      line('Сумма завышена', counts.overstated),
      line('Сумма занижена', counts.understated),
      line('Баллы расходятся, сумма та же', counts.differentWithEqualTotal),
      line('Нельзя сравнить: нет части баллов', counts.incomplete),
      line('Отметка изменилась', counts.markChanged),
      ...causes.length === 0 ? [] : [[], ['Причины расхождений'], ...causes.map((cause) => line(`${CAUSE_WORDS[cause].charAt(0).toUpperCase()}${CAUSE_WORDS[cause].slice(1)}`, counts.causes[cause]))],
      [],
      ['Средняя сумма ОО', mean(comparable.map((work) => work.originalTotal))],
      ['Средняя сумма перепроверки', mean(comparable.map((work) => work.recheckTotal))],
      [],
      [participants === null ? 'Сколько всего работ, неизвестно: по перепроверенным нельзя судить обо всех.'
        : howMuchInWords({ population: Math.max(participants, comparable.length), checked: comparable.length, bad })],
    ],
  }
}

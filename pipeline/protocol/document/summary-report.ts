import type { Person } from '../../model/recheck-protocol.ts'
import type { WorkCounts } from '../count-works.ts'
import type { DocumentText } from './blocks.ts'
import { longDate, percent } from './russian.ts'

/** The outcome of a recheck in all schools of a municipality. */
export interface SummaryReport {
  /** `2026-05-12`. */
  readonly date: string
  readonly municipality: string
  readonly campaign: string
  readonly rows: readonly SummaryRow[]
  readonly signedBy: Person
}

/** One school in one subject and grade. */
export interface SummaryRow {
  readonly school: string
  readonly subject: string
  readonly grade: number
  readonly participants: number
  readonly counts: WorkCounts
  /** Mean total of the rechecked works, as the school and as the commission scored them; null where nothing could be compared. */
  readonly schoolMean: number | null
  readonly commissionMean: number | null
  /** A few words; a sign is named as a sign, never as guilt. */
  readonly conclusion: string
}

/** Сводная справка: a row a school, subject and grade, with the sums of the municipality below. */
export function summaryReportText(report: SummaryReport): DocumentText {
  const total = (value: (row: SummaryRow) => number): number => report.rows.reduce((sum, row) => sum + value(row), 0)
  const checked = total((row) => row.counts.checked)
  const share = (count: number, of: number): string => `${count} (${percent(count, of)})`
  const bold = (text: string): { readonly text: string; readonly bold: true } => ({ text, bold: true })
  return {
    title: `Сводная справка. ${report.campaign}`,
    landscape: true,
    blocks: [
      { type: 'title', text: 'СВОДНАЯ СПРАВКА', subtitle: `об итогах перепроверки всероссийских проверочных работ от ${longDate(report.date)}` },
      { type: 'facts', rows: [{ label: 'Муниципалитет', value: report.municipality }, { label: 'Перепроверка', value: report.campaign }] },
      { type: 'table', table: {
        sizePt: 7.5,
        columns: [
          { header: '№\nп/п', widthMm: 9, align: 'center' }, { header: 'Образовательная организация', widthMm: 48, align: 'left' },
          { header: 'Предмет', widthMm: 24, align: 'left' }, { header: 'Класс', widthMm: 12, align: 'center' }, { header: 'Участ-\nников', widthMm: 14, align: 'right' },
          { header: 'Пере-\nпроверено', widthMm: 20, align: 'right' }, { header: 'Без рас-\nхождений', widthMm: 20, align: 'right' },
          { header: 'Завышено', widthMm: 19, align: 'right' }, { header: 'Занижено', widthMm: 19, align: 'right' },
          { header: 'Отметка изменилась', widthMm: 20, align: 'right' }, { header: 'Средний балл ОО', widthMm: 15, align: 'right' },
          { header: 'Средний балл комиссии', widthMm: 17, align: 'right' }, { header: 'Вывод', widthMm: 36, align: 'left' },
        ],
        rows: [
          ...report.rows.map(({ counts, ...row }, index) => [
            String(index + 1), row.school, row.subject, String(row.grade), String(row.participants), share(counts.checked, row.participants),
            share(counts.withoutDiscrepancy, counts.checked), share(counts.overstated, counts.checked), share(counts.understated, counts.checked),
            share(counts.markChanged, counts.checked), mean(row.schoolMean), mean(row.commissionMean), row.conclusion,
          ]),
          ['', bold('Всего'), '', '', bold(String(total((row) => row.participants))), bold(share(checked, total((row) => row.participants))),
            ...(['withoutDiscrepancy', 'overstated', 'understated', 'markChanged'] as const).map((key) => bold(share(total((row) => row.counts[key]), checked))), '', '', ''],
        ],
      } },
      { type: 'paragraph', size: 'small', text: 'Доли перепроверенных даны от числа участников, остальные доли от числа перепроверенных работ. Работы, у которых нет '
        + 'части баллов, и работы, где при равной сумме различаются баллы за задания, не отнесены ни к одной из трёх групп.' },
      { type: 'signatures', lines: [{ role: report.signedBy.position ?? 'Муниципальный координатор', name: report.signedBy.name }] },
    ],
  }
}

const mean = (value: number | null): string => value === null ? '—' : value.toFixed(2).replace('.', ',')

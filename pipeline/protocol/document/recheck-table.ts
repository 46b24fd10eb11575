import type { RecheckProtocol } from '../../model/recheck-protocol.ts'
import type { TaskVerdict, WorkComparison } from '../../model/verdict.ts'
import { textWidthMm, type Cell, type CellText, type Column, type Table } from './blocks.ts'
import { signed } from './russian.ts'

/** Widths of the columns around the tasks, millimetres. */
const WIDTHS = { number: 8, code: 13, variant: 9, side: 10, total: 12, difference: 14, mark: 13, changed: 17 } as const
const NOTE_LEAST_MM = 20
const taskWidthMm = (tasks: number): number => tasks > 20 ? 6.1 : tasks > 12 ? 7 : 8

const aroundMm = Object.values(WIDTHS).reduce((sum: number, width) => sum + width, 0)

/** How wide the table must be at least, millimetres. */
export const recheckTableWidthMm = (tasks: number): number => aroundMm + tasks * taskWidthMm(tasks) + NOTE_LEAST_MM

/** The table of a recheck protocol: a row a work, the school's value above the recheck's. Differences are bold on grey. */
export function recheckTable({ tasks, works }: Pick<RecheckProtocol, 'tasks' | 'works'>): Table {
  const width = taskWidthMm(tasks.length)
  const center = 'center' as const
  const columns: readonly Column[] = [
    { header: '№\nп/п', widthMm: WIDTHS.number, align: center },
    { header: 'Код\nработы', widthMm: WIDTHS.code, align: center },
    { header: 'Вар.', widthMm: WIDTHS.variant, align: center },
    { header: { stack: ['зад.', 'макс.'] }, widthMm: WIDTHS.side, align: center },
    ...tasks.map((task): Column => ({ header: { stack: [task.id, String(task.maxScore)] }, widthMm: width, align: center })),
    { header: 'Сумма баллов', widthMm: WIDTHS.total, align: center },
    { header: 'Разность', widthMm: WIDTHS.difference, align: center },
    { header: 'Отметка', widthMm: WIDTHS.mark, align: center },
    { header: 'Отметка изменилась', widthMm: WIDTHS.changed, align: center },
    { header: 'Примечание', widthMm: noteWidthMm(tasks.length, width), align: 'left' },
  ]
  return { columns, rows: works.map((work, index) => workRow(work, index, tasks)), sizePt: tasks.length > 20 ? 6.8 : 7.5 }
}

/** The note takes what is left of the page it will stand on. */
const noteWidthMm = (tasks: number, width: number): number => {
  const needed = recheckTableWidthMm(tasks)
  return Math.max(textWidthMm(needed > textWidthMm(false)), needed) - aroundMm - tasks * width
}

function workRow(work: WorkComparison, index: number, tasks: RecheckProtocol['tasks']): readonly Cell[] {
  const difference = work.originalTotal === null || work.recheckTotal === null ? null : work.originalTotal - work.recheckTotal
  const totals = pair({ original: work.originalTotal, recheck: work.recheckTotal, differs: difference !== 0 })
  return [
    String(index + 1),
    work.participantCode === '' ? work.workCipher.slice(0, 8) : work.participantCode,
    work.variant ?? '—',
    { stack: ['ОО', 'пер.'] },
    ...tasks.map((task) => taskCell(work.tasks.find((verdict) => verdict.task === task.id))),
    totals,
    difference === null ? '—' : difference === 0 ? '0' : { text: signed(difference), bold: true },
    pair({ original: work.originalMark, recheck: work.recheckMark, differs: work.markChanged }),
    work.markChanged ? { text: 'да', bold: true } : work.originalMark === null || work.recheckMark === null ? '—' : 'нет',
    work.note,
  ]
}

function taskCell(verdict: TaskVerdict | undefined): Cell {
  return pair({ original: verdict?.original ?? null, recheck: verdict?.recheck ?? null, differs: verdict?.type !== 'agreed' })
}

function pair({ original, recheck, differs }: { readonly original: string | number | null; readonly recheck: string | number | null; readonly differs: boolean }): Cell {
  const text = (value: string | number | null): CellText => ({ text: value === null || value === '' ? '—' : String(value), ...(differs ? { bold: true, tint: true } : {}) })
  return { stack: [text(original), text(recheck)] }
}

import { nameAndPosition, type Person } from '../../model/recheck-protocol.ts'
import { pointsOf } from '../../model/score.ts'
import { textWidthMm, type Block, type Column, type DocumentText } from './blocks.ts'
import { countOf, longDate, WORKS } from './russian.ts'

/** What one expert gave, work by work. Knows works by their cipher only: it must not tell a school or a participant. */
export interface ExpertSheet {
  /** `2026-05-12`. */
  readonly date: string
  readonly subject: string
  readonly grade: number
  readonly expert: Person
  readonly tasks: readonly { readonly id: string; readonly maxScore: number }[]
  /** Scores by task id; a task that is absent was not graded. */
  readonly works: readonly { readonly cipher: string; readonly variant: string | null; readonly scores: Readonly<Record<string, string>>; readonly remarks: readonly SheetRemark[] }[]
}

/** What the expert wrote beside the scores of a work; `place`: «задание 5», «страница 2». */
export interface SheetRemark { readonly place: string; readonly text: string }

/** Лист эксперта: cipher, variant, scores and total of every work that the expert graded. */
export function expertSheetText(sheet: ExpertSheet): DocumentText {
  const taskMm = sheet.tasks.length > 20 ? 6 : 8
  const around: readonly Column[] = [
    { header: '№\nп/п', widthMm: 9, align: 'center' }, { header: 'Шифр работы', widthMm: 46, align: 'left' }, { header: 'Вариант', widthMm: 16, align: 'center' },
  ]
  const columns: readonly Column[] = [
    ...around,
    ...sheet.tasks.map((task): Column => ({ header: { stack: [task.id, String(task.maxScore)] }, widthMm: taskMm, align: 'center' })),
    { header: 'Сумма', widthMm: 15, align: 'center' },
  ]
  return {
    title: `Лист эксперта. ${sheet.subject}, ${sheet.grade} класс`,
    landscape: columns.reduce((total, column) => total + column.widthMm, 0) > textWidthMm(false),
    blocks: [
      { type: 'title', text: 'ЛИСТ ЭКСПЕРТА' },
      { type: 'facts', rows: [
        { label: 'Предмет, класс', value: `${sheet.subject}, ${sheet.grade}\u00a0класс` },
        { label: 'Эксперт', value: nameAndPosition(sheet.expert) },
        { label: 'Дата', value: longDate(sheet.date) },
        { label: 'Проверено', value: countOf(sheet.works.length, WORKS) },
      ] },
      { type: 'table', table: { sizePt: sheet.tasks.length > 20 ? 7 : 8, columns, rows: sheet.works.map((work, index) => [
        String(index + 1), work.cipher, work.variant ?? '—', ...sheet.tasks.map((task) => work.scores[task.id] || '—'), totalOf(sheet, work.scores),
      ]) } },
      { type: 'paragraph', size: 'small', text: 'В заголовке под номером задания его максимальный балл. X: участник не приступал к заданию; Н/П: тема не пройдена; «—»: балла нет.' },
      ...remarkBlocks(sheet),
      { type: 'signatures', lines: [{ role: 'Эксперт', name: sheet.expert.name }] },
    ],
  }
}

/** The expert's remarks below the scores; nothing when there are none. */
function remarkBlocks({ works }: ExpertSheet): readonly Block[] {
  const rows = works.flatMap(({ cipher, remarks }, index) => remarks.map(({ place, text }) => [String(index + 1), cipher, place, text]))
  if (rows.length === 0) return []
  return [
    { type: 'heading', text: 'Замечания эксперта' },
    { type: 'table', table: { sizePt: 8, rows, columns: [
      { header: '№\nп/п', widthMm: 9, align: 'center' }, { header: 'Шифр работы', widthMm: 46, align: 'left' }, { header: 'Место', widthMm: 24, align: 'left' }, { header: 'Замечание', widthMm: 90, align: 'left' },
    ] } },
  ]
}

/** The sum of all tasks; «—» while a score is missing. */
function totalOf({ tasks }: ExpertSheet, scores: Readonly<Record<string, string>>): string {
  const points = tasks.map((task) => pointsOf(scores[task.id] ?? ''))
  return points.some((value) => value === null) ? '—' : String(points.reduce<number>((sum, value) => sum + (value ?? 0), 0))
}

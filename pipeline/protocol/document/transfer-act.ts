import { nameAndPosition, type Person } from '../../model/recheck-protocol.ts'
import type { DocumentText, SignatureLine } from './blocks.ts'
import { countOf, longDate, plural, WORKS } from './russian.ts'

/** What a school hands over for the recheck. */
export interface TransferAct {
  readonly number: string | null
  /** `2026-05-12`. */
  readonly date: string
  readonly municipality: string
  readonly school: string
  readonly items: readonly { readonly subject: string; readonly grade: number; readonly works: number; readonly sheets: number; readonly note: string }[]
  readonly handedOver: Person
  readonly accepted: Person
}

/** Акт передачи работ: what was handed over, counted in works and sheets, and by whom to whom. */
export function transferActText(act: TransferAct): DocumentText {
  const [works, sheets] = [sum(act.items.map((item) => item.works)), sum(act.items.map((item) => item.sheets))]
  return {
    title: `Акт передачи работ. ${act.school}`,
    landscape: false,
    blocks: [
      { type: 'title', text: 'АКТ ПЕРЕДАЧИ РАБОТ', subtitle: `на перепроверку № ${act.number ?? '________'} от ${longDate(act.date)}` },
      { type: 'facts', rows: [{ label: 'Муниципалитет', value: act.municipality }, { label: 'Образовательная организация', value: act.school }] },
      { type: 'paragraph', text: 'Образовательная организация передала, а предметная комиссия приняла работы участников всероссийских проверочных работ:' },
      { type: 'table', table: {
        sizePt: 9,
        columns: [
          { header: '№\nп/п', widthMm: 11, align: 'center' }, { header: 'Предмет', widthMm: 58, align: 'left' }, { header: 'Класс', widthMm: 16, align: 'center' },
          { header: 'Работ', widthMm: 18, align: 'right' }, { header: 'Листов', widthMm: 18, align: 'right' }, { header: 'Примечание', widthMm: 57, align: 'left' },
        ],
        rows: [
          ...act.items.map((item, index) => [String(index + 1), item.subject, String(item.grade), String(item.works), String(item.sheets), item.note]),
          ['', { text: 'Всего', bold: true }, '', { text: String(works), bold: true }, { text: String(sheets), bold: true }, ''],
        ],
      } },
      { type: 'paragraph', text: `Всего передано: ${countOf(works, WORKS)}, ${sheets}\u00a0${plural(sheets, ['лист', 'листа', 'листов'])}. `
        + 'Акт составлен в двух экземплярах, по одному у каждой стороны.' },
      { type: 'signatures', lines: [signature('Работы сдал', act.handedOver), signature('Работы принял', act.accepted)] },
    ],
  }
}

const signature = (role: string, person: Person): SignatureLine =>
  ({ role, name: nameAndPosition(person) })
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

import { nameAndPosition, type Person } from '../../model/recheck-protocol.ts'
import type { DocumentText } from './blocks.ts'
import { longDate } from './russian.ts'

/** A note to the education committee about a school where signs of non-objectivity were found. */
export interface SignMemo {
  /** `2026-05-20`. */
  readonly date: string
  readonly to: Person
  readonly from: Person
  readonly municipality: string
  readonly school: string
  readonly campaign: string
  /** What was found: the sign's name and the figures that show it, each with how sure they are. */
  readonly signs: readonly { readonly sign: string; readonly finding: string }[]
  /** What is proposed to do next. */
  readonly proposals: readonly string[]
}

/** Служебная записка: signs are named as signs, with their figures; it never says that anybody is guilty. */
export function signMemoText(memo: SignMemo): DocumentText {
  return {
    title: `Служебная записка. ${memo.school}`,
    landscape: false,
    blocks: [
      { type: 'facts', rows: [{ label: 'Кому', value: nameAndPosition(memo.to) }, { label: 'От кого', value: nameAndPosition(memo.from) }] },
      { type: 'title', text: 'СЛУЖЕБНАЯ ЗАПИСКА', subtitle: `о признаках необъективности результатов ВПР от ${longDate(memo.date)}` },
      { type: 'facts', rows: [
        { label: 'Муниципалитет', value: memo.municipality }, { label: 'Образовательная организация', value: memo.school }, { label: 'Перепроверка', value: memo.campaign },
      ] },
      { type: 'paragraph', text: 'По результатам образовательной организации найдены следующие признаки:' },
      { type: 'table', table: { sizePt: 9, columns: [
        { header: '№\nп/п', widthMm: 11, align: 'center' }, { header: 'Признак', widthMm: 58, align: 'left' }, { header: 'Что найдено', widthMm: 109, align: 'left' },
      ], rows: memo.signs.map(({ sign, finding }, index) => [String(index + 1), sign, finding]) } },
      { type: 'paragraph', text: 'Признак не доказывает нарушения: у него могут быть другие причины (состав класса, вариант работы, ошибки при вводе). '
        + 'Результаты работ и эта записка не используются для оценки труда учителя.' },
      ...(memo.proposals.length === 0 ? [] : [{ type: 'heading', text: 'Предлагается' } as const]),
      ...memo.proposals.map((text, index) => ({ type: 'paragraph', text: `${index + 1}. ${text}` }) as const),
      { type: 'signatures', lines: [{ role: memo.from.position ?? 'Муниципальный координатор', name: memo.from.name }] },
    ],
  }
}

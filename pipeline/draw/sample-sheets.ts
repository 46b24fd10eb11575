import { howMuchInWords } from '../reconcile/how-much-is-enough.ts'
import type { CellValue, Sheet } from '../spreadsheet/sheet.ts'
import type { SampledWork } from './campaign-sample.ts'
import { RULES, type RiskRow } from './risk/risk-list.ts'

/** What is known of a work beside its id. */
export interface SampleSource { readonly school: string; readonly code: string; readonly classNumber: string }

/** The signs of the schools of one stratum, and how many works the stratum has. */
export interface StratumRisks { readonly stratum: string; readonly works: number; readonly rows: readonly RiskRow[] }

/** The drawn works with the reason for each: `work` first, so that the table can be checked by it. Also the rows of the CSV. */
export function sampleRows(sample: readonly SampledWork[], sources: ReadonlyMap<string, SampleSource>): CellValue[][] {
  return [
    ['work', 'school', 'code', 'class', 'subject', 'reason'],
    ...sample.map(({ id, stratum, place, of, ticket }) => {
      const source = sources.get(id)
      return [id, source?.school ?? '', source?.code ?? '', source?.classNumber ?? '', stratum, `случайная выборка: ${place}-я из ${of} по билету ${ticket.slice(0, 14).replace('.', ',')}`]
    }),
  ]
}

/** The sample as a workbook: the works, what so many can show, and the schools with signs worth a look. */
export function sampleSheets(input: { readonly sample: readonly SampledWork[]; readonly sources: ReadonlyMap<string, SampleSource>; readonly risks: readonly StratumRisks[] }): Sheet[] {
  return [
    { name: 'Выборка', headerRow: 1, columnWidths: [30, 24, 12, 8, 30, 48], rows: sampleRows(input.sample, input.sources) },
    {
      name: 'Что это покажет', headerRow: 1, columnWidths: [30, 10, 12, 110],
      rows: [
        ['Предмет', 'Работ', 'В выборке', 'Если расхождений не найдётся'],
        ...input.risks.map(({ stratum, works }) => {
          const checked = input.sample.filter((work) => work.stratum === stratum).length
          return [stratum, works, checked, howMuchInWords({ population: works, checked, bad: 0 })]
        }),
      ],
    },
    {
      name: 'Признаки', headerRow: 1, columnWidths: [30, 24, 90, 16, 12, 12, 12, 12, 12, 10],
      rows: [
        ['Предмет', 'Школа', 'Признак (повод посмотреть, а не вывод)', 'Почему показан', 'Участников или пар', 'Значение', '95 % от', '95 % до', 'Обычно', 'q'],
        ...input.risks.flatMap(({ stratum, rows }) => rows.flatMap(({ school, signs }) => signs.map((sign): CellValue[] => [
          stratum, school, sign.sentence, RULES.includes(sign.type) ? 'правило порядка' : 'q до 5 %', sign.estimate === null ? null : sign.n,
          ...[sign.estimate, sign.interval?.low, sign.interval?.high, sign.usual, sign.q].map((value) => (value === null || value === undefined ? null : Number(value.toPrecision(3)))),
        ]))),
      ],
    },
  ]
}

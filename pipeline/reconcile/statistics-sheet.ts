import { maxTotal } from '../model/form.ts'
import { pointsOf } from '../model/score.ts'
import type { WorkComparison } from '../model/verdict.ts'
import type { CellValue, Sheet } from '../spreadsheet/sheet.ts'
import { measureAgreement, type Resampling, type ScorePair } from './agreement.ts'
import { measureBias } from './bias.ts'
import type { ComparisonTable } from './comparison-workbook.ts'
import { falseDiscoveryRates } from './statistics/benjamini-hochberg.ts'

const HEADER = [
  'Задание', 'Макс. балл', 'n', 'Совпали, %', 'Расходятся не больше чем на 1, %', 'κ', 'κ от', 'κ до', 'α порядковая', 'α интервальная', 'ICC(2,1)', 'AC2',
  'Смещение', 'Смещение от', 'Смещение до', 'Завышено', 'Занижено', 'p (Уилкоксон)', 'p (знаки)', 'q',
]

const LEGEND = [
  'n – работ, где балл есть у обеих сторон. «—» – величина не определена: разброса нет, смотрите на долю совпадений.',
  'κ – каппа Коэна с квадратичными весами, α – альфа Криппендорфа, ICC – внутриклассовая корреляция, AC2 – коэффициент Гвета: 1 – полное согласие, 0 – как при случайных баллах.',
  'Смещение – средняя разность «балл ОО минус балл перепроверки»: больше нуля – завышение. Границы κ и смещения – интервал с надёжностью 95 % (бутстреп BCa по классам, 2000 повторов).',
  'p – вероятность такого или большего перекоса, если завышать и занижать одинаково легко; q – то же с поправкой на число заданий (Бенджамини – Хохберг).',
  'Расхождение – признак, который стоит обсудить, а не доказательство нарушения.',
]

/** Agreement and bias for every task, the total and the mark: always n and intervals, «—» where a coefficient is undefined. */
export function statisticsSheet({ form, works, classOf }: ComparisonTable, resampling: Resampling): Sheet {
  const clusterOf = (work: WorkComparison): string => classOf?.get(work.participantCode) ?? ''
  const tasks = form.tasks.map(({ id, maxScore }) => rowOf({ title: id, maxScore, resampling, pairs: works.flatMap((work) => {
    const task = work.tasks.find((one) => one.task === id)
    return pairOf(pointsOf(task?.original ?? ''), pointsOf(task?.recheck ?? ''), clusterOf(work))
  }) }))
  const total = rowOf({ title: 'Сумма', maxScore: maxTotal(form), resampling, pairs: works.flatMap((work) => pairOf(work.originalTotal, work.recheckTotal, clusterOf(work))) })
  const mark = rowOf({ title: 'Отметка', maxScore: 3, resampling, pairs: works.flatMap((work) => pairOf(stepsOf(work.originalMark), stepsOf(work.recheckMark), clusterOf(work))) })
  const q = falseDiscoveryRates(tasks.map(({ p }) => p))
  return {
    name: 'Статистика', headerRow: 1, columnWidths: HEADER.map((_, column) => (column === 0 ? 12 : 14)),
    rows: [
      HEADER, ...tasks.map(({ cells }, index) => [...cells, round(q[index] ?? null, 4)]), [...total.cells, '—'], [...mark.cells.with(1, 5), '—'], [],
      ...LEGEND.map((text) => [text]),
    ],
  }
}

const pairOf = (original: number | null, recheck: number | null, cluster: string): ScorePair[] =>
  original === null || recheck === null ? [] : [{ original, recheck, cluster }]

/** Marks 2…5 as steps 0…3. */
const stepsOf = (mark: string | null): number | null => (mark !== null && /^[2-5]$/.test(mark) ? Number(mark) - 2 : null)

function rowOf({ title, maxScore, pairs, resampling }: { title: string; maxScore: number; pairs: readonly ScorePair[]; resampling: Resampling }): { cells: CellValue[]; p: number } {
  // A total can be written wrong and then lie above the maximum; the scale is made to hold it.
  const scale = pairs.reduce((most, { original, recheck }) => Math.max(most, original, recheck), maxScore)
  const agreement = measureAgreement(pairs, scale, { ...resampling, seed: `${resampling.seed},${title},agreement` })
  const bias = measureBias(pairs, { ...resampling, seed: `${resampling.seed},${title},bias` })
  const percent = (share: number | null): CellValue => (share === null ? '—' : Math.round(share * 1000) / 10)
  return {
    p: bias.signedRank.p,
    cells: [
      title, maxScore, agreement.n, percent(agreement.exact), percent(agreement.adjacent),
      ...[agreement.kappa, agreement.kappaInterval?.low, agreement.kappaInterval?.high, agreement.alphaOrdinal, agreement.alphaInterval, agreement.icc, agreement.ac2].map((value) => round(value, 3)),
      ...[bias.mean, bias.interval?.low, bias.interval?.high].map((value) => round(value, 3)),
      bias.overstated, bias.understated, ...[bias.signedRank.p, bias.signTest.p].map((value) => (bias.n === 0 ? '—' : round(value, 4))),
    ],
  }
}

const round = (value: number | null | undefined, digits: number): CellValue => (value === null || value === undefined ? '—' : Number(value.toFixed(digits)))

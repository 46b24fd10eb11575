import { shuffled, type Random } from '../../../fixtures/random.ts'

/** How often the nearest page is one of the same school: with Wilson's 95 % interval; `chance`: when nothing tells; `p`: so often random labellings do as well. */
export interface Linked { readonly n: number; readonly share: number; readonly low: number; readonly high: number; readonly chance: number; readonly p: number }

const SHUFFLES = 2000
/** To this share the spread within schools is taken as alike in all features: few schools teach little. */
const RIDGE = 0.1

/** The nearest page, every feature counting alike. */
export function linkByNearest(rows: readonly (readonly number[])[], labels: readonly number[], random: Random): Linked {
  return judged([{ nearest: nearestOf(standardised(rows)), labels }], random)
}

/**
 * The nearest page by a measure learned on other schools, whose pages the attacker knows: features that differ between pages of one school count little. Schools
 * are halved; each half is attacked with what the other taught.
 */
export function linkByLearning(rows: readonly (readonly number[])[], labels: readonly number[], random: Random): Linked {
  const all = standardised(rows)
  const half = (odd: number): number[] => labels.flatMap((label, index) => (label % 2 === odd ? [index] : []))
  return judged([0, 1].map((odd) => {
    const [own, taught] = [half(odd), half(1 - odd)]
    const factor = cholesky(spreadWithin(taught.map((index) => all[index]!), taught.map((index) => labels[index]!)))
    return { nearest: nearestOf(own.map((index) => forward(factor, all[index]!))), labels: own.map((index) => labels[index]!) }
  }), random)
}

interface Fold { readonly nearest: readonly number[]; readonly labels: readonly number[] }

function judged(folds: readonly Fold[], random: Random): Linked {
  const n = folds.reduce((sum, { labels }) => sum + labels.length, 0)
  const shareOf = (names: readonly (readonly number[])[]): number => folds.reduce((sum, { nearest }, fold) => sum + nearest.filter((at, index) => names[fold]![at] === names[fold]![index]).length, 0) / n
  const share = shareOf(folds.map(({ labels }) => labels))
  const byChance = Array.from({ length: SHUFFLES }, () => shareOf(folds.map(({ labels }) => shuffled(labels, random))))
  const z = 1.96, middle = (share + (z * z) / (2 * n)) / (1 + (z * z) / n), reach = (z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n)
  return { n, share, low: middle - reach, high: middle + reach, chance: byChance.reduce((sum, one) => sum + one, 0) / SHUFFLES, p: (1 + byChance.filter((one) => one >= share - 1e-9).length) / (1 + SHUFFLES) }
}

function nearestOf(rows: readonly (readonly number[])[]): number[] {
  return rows.map((row, index) => {
    let best = -1, least = Infinity
    rows.forEach((other, at) => {
      const apart = row.reduce((sum, value, k) => sum + (value - other[k]!) ** 2, 0)
      if (at !== index && apart < least) { least = apart; best = at }
    })
    return best
  })
}

function standardised(rows: readonly (readonly number[])[]): number[][] {
  const means = rows[0]!.map((_, k) => rows.reduce((sum, row) => sum + row[k]!, 0) / rows.length)
  const spreads = means.map((mean, k) => Math.sqrt(rows.reduce((sum, row) => sum + (row[k]! - mean) ** 2, 0) / rows.length))
  // What is alike on all pages but for rounding tells nothing.
  return rows.map((row) => row.map((value, k) => (spreads[k]! < 1e-9 * (1 + Math.abs(means[k]!)) ? 0 : (value - means[k]!) / spreads[k]!)))
}

function spreadWithin(rows: readonly (readonly number[])[], labels: readonly number[]): number[][] {
  const size = rows[0]!.length
  const sums = Array.from({ length: size }, () => new Array<number>(size).fill(0))
  for (const school of new Set(labels)) {
    const own = rows.filter((_, index) => labels[index] === school)
    const mean = own[0]!.map((_, k) => own.reduce((sum, row) => sum + row[k]!, 0) / own.length)
    for (const row of own) for (let i = 0; i < size; i++) for (let k = 0; k < size; k++) sums[i]![k]! += ((row[i]! - mean[i]!) * (row[k]! - mean[k]!)) / rows.length
  }
  return sums.map((row, i) => row.map((value, k) => (1 - RIDGE) * value + (i === k ? RIDGE : 0)))
}

/** Lower L with L·Lᵀ = m. */
function cholesky(m: readonly (readonly number[])[]): number[][] {
  const l = m.map((row) => row.map(() => 0))
  for (let i = 0; i < m.length; i++) {
    for (let k = 0; k <= i; k++) {
      let sum = m[i]![k]!
      for (let j = 0; j < k; j++) sum -= l[i]![j]! * l[k]![j]!
      l[i]![k] = i === k ? Math.sqrt(sum) : sum / l[k]![k]!
    }
  }
  return l
}

/** L⁻¹·v: the distance of two such is the Mahalanobis distance. */
function forward(l: readonly (readonly number[])[], v: readonly number[]): number[] {
  const out: number[] = []
  l.forEach((row, i) => { out.push((v[i]! - out.reduce((sum, value, k) => sum + value * row[k]!, 0)) / row[i]!) })
  return out
}

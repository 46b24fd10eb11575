import type { Interval } from '../../reconcile/statistics/bootstrap.ts'
import type { PupilResult, SchoolResults } from './pupil-result.ts'
import type { RiskSign } from './risk-sign.ts'

/**
 * Pupils of one class with the same points on every task, more often than chance. Pairs of a class with equal rows are counted; expected
 * are, for each pair with equal totals, the share of equal rows among pairs of that total in other classes (smoothed). p is the Poisson tail.
 * Full marks and zeros expect equality and so say nothing. School → its sign.
 */
export function findIdenticalRows(schools: readonly SchoolResults[]): Map<string, RiskSign> {
  const everyone = schools.flatMap(({ school, pupils }) => pupils.filter(isComplete).map((pupil) => ({ pupil, group: JSON.stringify([school, pupil.classNumber]) })))
  const all = countPairs(everyone.map(({ pupil }) => pupil))
  return new Map(schools.flatMap(({ school, pupils }): [string, RiskSign][] => {
    const classes = new Map<string, PupilResult[]>()
    for (const pupil of pupils.filter(isComplete)) classes.set(pupil.classNumber, [...classes.get(pupil.classNumber) ?? [], pupil])
    let [seen, expected, compared] = [0, 0, 0]
    for (const own of classes.values()) {
      for (const [total, { pairs, equal }] of countPairs(own)) {
        const municipal = all.get(total) ?? { pairs: 0, equal: 0 }
        seen += equal
        compared += pairs
        // Half a pair of doubt keeps a row that nobody else has from being impossible.
        expected += pairs * (municipal.equal - equal + 0.5) / (municipal.pairs - pairs + 1)
      }
    }
    if (compared === 0) return []
    return [[school, {
      type: 'identical-rows', n: compared, estimate: seen, interval: poissonInterval(seen), usual: expected, unit: 'pairs', p: upperPoisson(seen, expected), strength: 'weak',
      sentence: `В одном классе совпали баллы за все задания у ${seen} из ${compared} пар участников с равной суммой; случайно совпало бы около ${expected.toLocaleString('ru', { maximumFractionDigits: 1 })}.`,
    }]]
  }))
}

const isComplete = ({ points, total }: PupilResult): boolean => total !== null && points.every((one) => one !== null)

/** Total → pairs of pupils with it, and how many of them have equal rows. */
function countPairs(pupils: readonly PupilResult[]): Map<number, { pairs: number; equal: number }> {
  const rows = new Map<number, Map<string, number>>()
  for (const { total, points } of pupils) {
    const group = rows.get(total as number) ?? new Map<string, number>()
    group.set(points.join(), (group.get(points.join()) ?? 0) + 1)
    rows.set(total as number, group)
  }
  const pairsOf = (count: number): number => count * (count - 1) / 2
  return new Map([...rows].map(([total, group]) => {
    const counts = [...group.values()]
    return [total, { pairs: pairsOf(counts.reduce((sum, count) => sum + count, 0)), equal: counts.reduce((sum, count) => sum + pairsOf(count), 0) }]
  }))
}

/** The exact 95 % interval (Garwood) of what is expected where x events were seen; for pairs, which hang together, only about right. */
export function poissonInterval(x: number): Interval {
  const where = (holds: (expected: number) => boolean): number => {
    let [low, high] = [0, 2 * x + 20]
    for (let step = 0; step < 60; step++) {
      const middle = (low + high) / 2
      if (holds(middle)) high = middle
      else low = middle
    }
    return high
  }
  return { low: x === 0 ? 0 : where((expected) => upperPoisson(x, expected) >= 0.025), high: where((expected) => 1 - upperPoisson(x + 1, expected) <= 0.025) }
}

/** Chance of at least x events when so many are expected. */
function upperPoisson(x: number, expected: number): number {
  let term = Math.exp(-expected)
  let below = 0
  for (let k = 0; k < x; k++) {
    below += term
    term *= expected / (k + 1)
  }
  return Math.max(0, 1 - below)
}

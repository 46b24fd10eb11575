import { fitCountCurve } from './count-curve.ts'
import type { SchoolResults, WorkShape } from './pupil-result.ts'
import { wilsonInterval } from './not-confirmed.ts'
import type { RiskSign } from './risk-sign.ts'

/**
 * Too many totals exactly on the border of a higher mark. At a border c, of the pupils with c − 1 or c points, those with c are
 * counted; the share expected comes from a smooth curve through the municipality's totals (degree 4, Poisson) that leaves out c − 1 and c. Borders
 * are added up; p is the mid-p of the Poisson-binomial distribution. School → its sign, one for each school with somebody near a border.
 */
export function findBunching(schools: readonly SchoolResults[], work: WorkShape): Map<string, RiskSign> {
  const borders = work.markBorders ? [work.markBorders[3], work.markBorders[4], work.markBorders[5]] : []
  const largest = work.tasks.reduce((sum, task) => sum + task.maxScore, 0)
  const histogram = new Array<number>(largest + 1).fill(0)
  for (const { pupils } of schools) for (const { total } of pupils) if (total !== null && total <= largest) histogram[total] = (histogram[total] as number) + 1
  const shares = new Map(borders.filter((c) => c >= 1 && c <= largest).map((c) => {
    const curve = fitCountCurve(histogram.map((count, total) => ({ total, count })).filter(({ total }) => total !== c && total !== c - 1), largest)
    return [c, curve(c) / (curve(c - 1) + curve(c))]
  }))
  return new Map(schools.flatMap(({ school, pupils }): [string, RiskSign][] => {
    const chances: number[] = []
    let onBorder = 0
    for (const [c, share] of shares) {
      const near = pupils.filter(({ total }) => total === c || total === c - 1)
      onBorder += near.filter(({ total }) => total === c).length
      chances.push(...near.map(() => share))
    }
    if (chances.length === 0) return []
    const expected = chances.reduce((sum, chance) => sum + chance, 0)
    return [[school, {
      type: 'bunching', n: chances.length, estimate: onBorder / chances.length, interval: wilsonInterval(onBorder, chances.length), usual: expected / chances.length, unit: 'share', p: upperMidP(chances, onBorder), strength: 'weak',
      sentence: `Ровно на границе отметки ${onBorder} из ${chances.length} участников, у кого граница рядом; по муниципалитету ожидалось бы около ${Math.round(expected)}.`,
    }]]
  }))
}

/** Chance of more successes than x among unlike trials, and half the chance of exactly x. */
export function upperMidP(chances: readonly number[], x: number): number {
  const distribution = new Float64Array(chances.length + 1)
  distribution[0] = 1
  chances.forEach((chance, i) => {
    for (let k = i + 1; k > 0; k--) distribution[k] = (distribution[k] as number) * (1 - chance) + (distribution[k - 1] as number) * chance
    distribution[0] = (distribution[0] as number) * (1 - chance)
  })
  return distribution.subarray(x + 1).reduce((sum, chance) => sum + chance, 0) + (distribution[x] as number) / 2
}

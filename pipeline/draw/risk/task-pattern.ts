import { normalCdf } from '../../reconcile/statistics/normal.ts'
import type { SchoolResults, WorkShape } from './pupil-result.ts'
import type { RiskSign } from './risk-sign.ts'

/** Fewer pupils than this say nothing. */
const FEWEST = 8

/**
 * Easy tasks done worse and hard ones better than elsewhere by pupils of the same total. For each pupil the contrast is the sum of the shares of
 * points, weighted by how much easier than the mean each task is in the municipality; what pupils with the same total have on
 * average is taken off, so that strong schools are not suspected for being strong. One-sided z over the school's pupils. School → its sign.
 */
export function findTaskPatterns(schools: readonly SchoolResults[], work: WorkShape): Map<string, RiskSign> {
  const complete = schools.map(({ school, pupils }) => ({ school, pupils: pupils.filter(({ points, total }) => total !== null && points.every((one) => one !== null)) }))
  const everyone = complete.flatMap(({ pupils }) => pupils)
  const shareOf = (points: readonly (number | null)[], task: number): number => (points[task] as number) / (work.tasks[task]?.maxScore as number)
  const ease = work.tasks.map((_, task) => everyone.reduce((sum, { points }) => sum + shareOf(points, task), 0) / Math.max(1, everyone.length))
  const meanEase = ease.reduce((sum, one) => sum + one, 0) / Math.max(1, ease.length)
  const contrast = (points: readonly (number | null)[]): number => ease.reduce((sum, one, task) => sum + (one - meanEase) * shareOf(points, task), 0)
  const byTotal = new Map<number, { sum: number; count: number }>()
  for (const { points, total } of everyone) {
    const group = byTotal.get(total as number) ?? { sum: 0, count: 0 }
    byTotal.set(total as number, { sum: group.sum + contrast(points), count: group.count + 1 })
  }
  return new Map(complete.flatMap(({ school, pupils }): [string, RiskSign][] => {
    const rest = pupils.flatMap(({ points, total }) => {
      const group = byTotal.get(total as number) as { sum: number; count: number }
      return group.count > 1 ? [contrast(points) - group.sum / group.count] : []
    })
    const n = rest.length
    const mean = rest.reduce((sum, one) => sum + one, 0) / Math.max(1, n)
    const deviation = Math.sqrt(rest.reduce((sum, one) => sum + (one - mean) ** 2, 0) / Math.max(1, n - 1))
    if (n < FEWEST || deviation === 0) return []
    const error = deviation / Math.sqrt(n)
    return [[school, {
      type: 'easy-worse-hard-better', n, estimate: mean, interval: { low: mean - 1.96 * error, high: mean + 1.96 * error }, usual: 0, unit: 'contrast', p: normalCdf(mean / error), strength: 'weak',
      sentence: mean < 0 ? `При той же сумме баллов лёгкие задания здесь решены хуже, а трудные лучше, чем по муниципалитету (участников ${n}).`
        : `Соотношение лёгких и трудных заданий обычное (участников ${n}).`,
    }]]
  }))
}

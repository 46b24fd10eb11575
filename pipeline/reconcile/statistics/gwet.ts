/** How near two categories are: 1 the same, 0 farthest; for AC1 only the same counts. */
export type Nearness = 'same-only' | 'linear' | 'quadratic'

/**
 * Gwet's AC1 (same-only) or AC2: agreement that stays steady when nearly everyone gives the same score, where κ collapses. A unit is
 * the list of its scores, whole numbers from `least` to `most`; missing values allowed. Null when no unit has two scores. Gwet (2014).
 */
export function gwetCoefficient(units: readonly (readonly number[])[], scale: { readonly least: number; readonly most: number }, nearness: Nearness): number | null {
  const size = scale.most - scale.least + 1
  if (size < 2 || !units.some((unit) => unit.length > 1)) return null
  const near = (i: number, j: number): number => {
    if (nearness === 'same-only') return i === j ? 1 : 0
    const apart = Math.abs(i - j) / (size - 1)
    return nearness === 'linear' ? 1 - apart : 1 - apart ** 2
  }
  const rated = units.filter((unit) => unit.length > 0)
  const shares = new Array<number>(size).fill(0)
  let agreement = 0
  let pairable = 0
  for (const unit of rated) {
    for (const score of unit) shares[score - scale.least] = (shares[score - scale.least] as number) + 1 / unit.length / rated.length
    if (unit.length < 2) continue
    pairable++
    let sum = 0
    unit.forEach((a, i) => unit.forEach((b, j) => { if (i !== j) sum += near(a - scale.least, b - scale.least) }))
    agreement += sum / (unit.length * (unit.length - 1))
  }
  let weights = 0
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) weights += near(i, j)
  const chance = weights / (size * (size - 1)) * shares.reduce((sum, share) => sum + share * (1 - share), 0)
  return (agreement / pairable - chance) / (1 - chance)
}

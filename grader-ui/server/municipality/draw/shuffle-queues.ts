import { createGenerator } from '../../../../pipeline/draw/generator.ts'
import { groupBy } from '../../../../storage/queries/group-by.ts'
import type { Assignment } from '../../../../pipeline/model/work.ts'

/** An assignment with its place in its expert's queue. */
export interface PlacedAssignment extends Assignment { readonly place: number }

/**
 * Gives each expert's new works places after those he has, in an order that the seed shuffles anew for each expert: neither the order of
 * schools nor that of uploading shows. Fisher–Yates over the works sorted by id, generator purpose `<purpose>,queue,<expert>`.
 */
export function shuffleQueues({ assignments, seed, purpose, lastPlaces }: {
  readonly assignments: readonly Assignment[]; readonly seed: string; readonly purpose: string; readonly lastPlaces: ReadonlyMap<string, number>
}): readonly PlacedAssignment[] {
  return [...groupBy(assignments, (one) => one.expert)].flatMap(([expert, own]) => {
    const generator = createGenerator(seed, `${purpose},queue,${expert}`)
    const shuffled = [...own].sort((a, b) => (a.work < b.work ? -1 : 1))
    for (let last = shuffled.length - 1; last > 0; last--) {
      const pick = generator.below(last + 1)
      const [a, b] = [shuffled[last] as Assignment, shuffled[pick] as Assignment]
      shuffled[last] = b
      shuffled[pick] = a
    }
    const first = (lastPlaces.get(expert) ?? 0) + 1
    return shuffled.map((one, index) => ({ ...one, place: first + index }))
  })
}

import type { SeenWork } from './problem.ts'
import type { Redraw } from './redraw.ts'

/** A later draw and how it spared those who had seen works. */
export interface UnseenRedraw extends Redraw {
  /** The pairs that were kept apart to the end: with them the draw can be repeated. */
  readonly keptFrom: readonly SeenWork[]
  /** How many assignments went to experts who had seen the work: nobody else could be found. */
  readonly knewWork: number
}

/**
 * A later draw in which nobody gets a work that he has seen. Where slots stay open, those who saw just these works are let in and
 * all is drawn again; when that no longer helps, everybody is.
 */
export function keepUnseen(seen: readonly SeenWork[], draw: (keptFrom: readonly SeenWork[]) => Redraw): UnseenRedraw {
  let keptFrom = seen
  let drawn = draw(keptFrom)
  while (drawn.shortfall.length > 0 && keptFrom.length > 0) {
    const open = new Set(drawn.shortfall.map(({ work }) => work))
    const fewer = keptFrom.filter(({ work }) => !open.has(work))
    keptFrom = fewer.length < keptFrom.length ? fewer : []
    drawn = draw(keptFrom)
  }
  const nameOf = ({ work, expert }: SeenWork): string => JSON.stringify([work, expert])
  const known = new Set(seen.map(nameOf))
  return { ...drawn, keptFrom, knewWork: drawn.changed.filter((one) => known.has(nameOf(one))).length }
}

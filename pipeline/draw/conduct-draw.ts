import { refuse, ok, type Result } from '../model/result.ts'
import { checkDraw, type Violation } from './check-draw.ts'
import { drawExperts, type Draw, type DrawRequest } from './draw-experts.ts'
import { checkFeasibility, type Feasibility } from './feasibility.ts'

/** A draw that was checked, with what stood in the way of the slots it could not fill. */
export interface ConductedDraw extends Draw { readonly feasibility: Feasibility }

/**
 * The draw as it is used: worked out beforehand, drawn, and gone through by the checker that shares nothing with it. One violation and
 * the result is refused. Throws when a slot was lost that a maximum flow would have filled: that would be a bug.
 */
export function conductDraw(request: DrawRequest): Result<ConductedDraw, readonly Violation[]> {
  const feasibility = checkFeasibility(request)
  const draw = drawExperts(request)
  const violations = checkDraw({ ...request, ...draw })
  const ids = new Set(request.experts.map((expert) => expert.id))
  const keptApart = request.experts.some((expert) => expert.conflicts.some((name) => ids.has(name)))
  if (!keptApart && draw.shortfall.length !== feasibility.needed - feasibility.possible) {
    throw new Error(`the draw left ${draw.shortfall.length} slots open, a maximum flow ${feasibility.needed - feasibility.possible}`)
  }
  return violations.length > 0 ? refuse(violations) : ok({ ...draw, feasibility })
}

import { checkDraw, type Violation } from '../../../../pipeline/draw/check-draw.ts'
import type { Assignment } from '../../../../pipeline/model/work.ts'

/**
 * What of a later draw breaks a rule. What stood before is not held against it: a conflict may have been declared, or a cap lowered, since then.
 * Every open slot that was neither filled nor named as missing counts.
 */
export function newViolations({ changed, ...draw }: Parameters<typeof checkDraw>[0] & { readonly changed: readonly Assignment[] }): readonly Violation[] {
  const isNew = new Set(changed.map(nameOf))
  return checkDraw(draw).filter((one) => one.type === 'missing' || one.type === 'filled-shortfall' || isNew.has(nameOf(one)))
}

const nameOf = ({ work, round, expert }: Assignment): string => JSON.stringify([work, round, expert])

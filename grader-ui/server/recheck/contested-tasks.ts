import { markOf, type Form } from '../../../pipeline/model/form.ts'
import { pointsOf } from '../../../pipeline/model/score.ts'
import type { CampaignSettings } from '../../../storage/queries/campaigns.ts'
import type { Grading } from '../../../storage/queries/gradings.ts'

/** The tasks of one work that a third expert must settle; empty while independent gradings are open, when they agree, or when a third is at it. */
export function contestedTasks({ form, settings, gradings }: { readonly form: Form; readonly settings: CampaignSettings; readonly gradings: readonly Grading[] }): readonly string[] {
  const { graders } = settings.draw
  const [first, second] = gradings.filter((one) => one.round <= graders && one.state === 'submitted')
  if (!first || !second || gradings.some((one) => one.round > graders || (one.round <= graders && one.state === 'open'))) return []
  const rule = settings.thirdExpert
  const apart = form.tasks.map(({ id, maxScore }) => {
    const [a, b] = [pointsOf(first.scores[id] ?? '') ?? 0, pointsOf(second.scores[id] ?? '') ?? 0]
    return { id, points: Math.abs(a - b), zeroAgainst: maxScore <= rule.zeroAgainstNonZeroUpTo && (a === 0) !== (b === 0) }
  })
  const total = (grading: Grading): number => form.tasks.reduce((sum, { id }) => sum + (pointsOf(grading.scores[id] ?? '') ?? 0), 0)
  const otherMark = rule.whenMarkDiffers && markOf(form, total(first)) !== markOf(form, total(second))
  return apart.filter(({ points, zeroAgainst }) => points >= rule.pointsApart || zeroAgainst || (otherMark && points > 0)).map(({ id }) => id)
}

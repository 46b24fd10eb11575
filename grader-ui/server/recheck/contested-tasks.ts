import type { Form } from '../../../pipeline/model/form.ts'
import { findContestedTasks } from '../../../pipeline/reconcile/needs-third-expert.ts'
import type { CampaignSettings } from '../../../storage/queries/campaigns.ts'
import type { Grading } from '../../../storage/queries/gradings.ts'

/** The tasks of one work that a third expert must settle and nobody was called for yet; empty while independent gradings are open, and when they agree. */
export function contestedTasks({ form, settings, gradings }: { readonly form: Form; readonly settings: CampaignSettings; readonly gradings: readonly Grading[] }): readonly string[] {
  const { graders } = settings.draw
  const [first, second] = gradings.filter((one) => one.round <= graders && one.state === 'submitted')
  if (!first || !second) return []
  const third = gradings.find((one) => one.round > graders)
  if (third && third.tasks === null) return []
  return findContestedTasks({ form, first: first.scores, second: second.scores, rule: settings.thirdExpert }).contested.map(({ task }) => task).filter((task) => !third?.tasks?.includes(task))
}

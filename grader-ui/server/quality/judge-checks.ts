import { judgeCheck } from '../../../pipeline/reconcile/judge-check.ts'
import { campaignOfForm } from '../../../storage/queries/campaigns.ts'
import { openChecks } from '../../../storage/queries/checks.ts'
import { failuresSinceResumed, isStopped } from '../../../storage/queries/marking-stops.ts'
import { newId } from '../../../storage/new-id.ts'
import type { Change } from '../change.ts'

/**
 * Judges those checks of experts that are complete and left behind: not the work `at` which somebody is, which he may still correct. Too many failed
 * seeds stop the marking of the form until the chair lets it go on; the expert is not told by which works.
 */
export async function judgeChecks({ change, left }: {
  readonly change: Pick<Change, 'db' | 'at' | 'record'>; readonly left: readonly { readonly expertId: string; readonly at: string | null }[]
}): Promise<void> {
  const { db } = change
  for (const { expertId, ...check } of await openChecks(db, left.map((one) => one.expertId))) {
    if (left.some((one) => one.at === check.id) || check.tasks.some((task) => !check.given[task])) continue
    const { marking } = (await campaignOfForm(db, check.formId)).settings
    const outcome = judgeCheck({ tasks: check.tasks, given: check.given, agreed: check.measure, rule: marking })
    if (!outcome) continue
    await db.insertInto('check_result').values({ id: newId(), check_id: check.id, within: outcome.within, apart: JSON.stringify(outcome.apart), at: change.at }).execute()
    if (check.kind !== 'seed' || outcome.within || marking.stopAfter === 0) continue
    const place = { expertId, formId: check.formId }
    if (await failuresSinceResumed(db, place) < marking.stopAfter || await isStopped(db, place)) continue
    await db.insertInto('marking_stop').values({ id: newId(), expert_id: expertId, form_id: check.formId, state: 'stopped', account_id: null, at: change.at }).execute()
    change.record({ type: 'expert.stopped', actor: 'system', expert: expertId, form: check.formId })
  }
}

/** What an expert is told whose marking is stopped. */
export const STOPPED = 'Проверка приостановлена. Председатель комиссии уже знает об этом и свяжется с вами; всё, что вы успели поставить, сохранено.'

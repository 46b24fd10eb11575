import { judgeCheck } from '../../../pipeline/reconcile/judge-check.ts'
import { campaignOfForm } from '../../../storage/queries/campaigns.ts'
import { openChecks } from '../../../storage/queries/checks.ts'
import { findForm } from '../../../storage/queries/forms.ts'
import { failuresSinceResumed, isStopped } from '../../../storage/queries/marking-stops.ts'
import type { Change } from '../change.ts'
import { UserError } from '../user-error.ts'

/**
 * Judges those checks of an expert that are complete and left behind: not the work at which he is, which he may still correct. Too many failed
 * seeds stop the marking of the form until the chair lets it go on; the expert is not told by which works.
 */
export async function judgeChecks({ change, expertId, at }: { readonly change: Change; readonly expertId: string; readonly at: string | null }): Promise<void> {
  const { db } = change
  for (const check of await openChecks(db, expertId)) {
    if (check.id === at) continue
    const stored = await findForm(db, check.formId)
    const { marking } = (await campaignOfForm(db, check.formId)).settings
    const outcome = stored && judgeCheck({ tasks: stored.form.tasks.map(({ id }) => id), given: check.given, agreed: check.measure, rule: marking })
    if (!outcome) continue
    await db.insertInto('check_result').values({ id: change.newId(), check_id: check.id, within: outcome.within, apart: JSON.stringify(outcome.apart), at: change.at }).execute()
    if (check.kind !== 'seed' || outcome.within || marking.stopAfter === 0) continue
    const place = { expertId, formId: check.formId }
    if (await failuresSinceResumed(db, place) < marking.stopAfter || await isStopped(db, place)) continue
    await db.insertInto('marking_stop').values({ id: change.newId(), expert_id: expertId, form_id: check.formId, state: 'stopped', account_id: null, at: change.at }).execute()
    change.record({ type: 'expert.stopped', actor: 'system', expert: expertId, form: check.formId })
  }
}

/** Refuses in words while the marking of a form is stopped for an expert. */
export async function refuseWhenStopped(change: Change, place: { readonly expertId: string; readonly formId: string }): Promise<void> {
  if (await isStopped(change.db, place)) throw new UserError({ code: 'stopped', status: 423, message: STOPPED })
}

export const STOPPED = 'Проверка приостановлена. Председатель комиссии уже знает об этом и свяжется с вами; всё, что вы успели поставить, сохранено.'

import type { Db } from '../../../storage/database/database.ts'
import { findForm, type StoredForm } from '../../../storage/queries/forms.ts'
import { schoolWithCampaign } from '../../../storage/queries/school-desk.ts'
import { notFound } from '../user-error.ts'

/** A form of the campaign that the school takes part in; what is no such form is not found, whoever else has one. */
export async function formOfSchool(db: Db, { schoolId, formId }: { readonly schoolId: string; readonly formId: string }): Promise<StoredForm> {
  const stored = await findForm(db, formId)
  if (!stored || stored.campaignId !== (await schoolWithCampaign(db, schoolId)).campaign_id) throw notFound('Такого предмета в этой перепроверке нет.')
  return stored
}

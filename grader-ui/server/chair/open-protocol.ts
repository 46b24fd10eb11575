import type { Db } from '../../../storage/database/database.ts'
import { campaignOfForm, type Campaign } from '../../../storage/queries/campaigns.ts'
import { expertWords, type ExpertWord } from '../../../storage/queries/expert-words.ts'
import { newestOpening, type Opening } from '../../../storage/queries/openings.ts'
import { findForm } from '../../../storage/queries/forms.ts'
import { findProtocol, namesOf, type ProtocolRecord } from '../../../storage/queries/protocols.ts'
import type { Form } from '../../../pipeline/model/form.ts'
import { frozenProtocol, type FrozenProtocol } from '../recheck/protocol-of.ts'
import { schoolRecheck, type ComparedWork, type SchoolRecheck } from '../recheck/school-recheck.ts'
import { notFound } from '../user-error.ts'

/** A protocol on the chair's desk: as it stands now, or as it was frozen by the approval. */
export interface OpenProtocol {
  readonly campaign: Campaign
  readonly schoolId: string
  readonly schoolName: string
  readonly form: Form
  readonly record: ProtocolRecord | null
  /** The name of whoever signed; null before. */
  readonly signedBy: string | null
  readonly recheck: SchoolRecheck
  readonly opening: Opening | null
  /** What the experts wrote beside the scores. */
  readonly words: readonly ExpertWord[]
}

/** Opens the protocol of a school and form; refuses in words when there is no such place in the running campaign. */
export async function openProtocol(db: Db, { schoolId, formId }: { readonly schoolId: string; readonly formId: string }): Promise<OpenProtocol> {
  const stored = await findForm(db, formId)
  const school = stored && await db.selectFrom('school').select('name').where('id', '=', schoolId).where('campaign_id', '=', stored.campaignId).executeTakeFirst()
  if (!stored || !school) throw notFound('Такого протокола нет. Вернитесь к списку протоколов.')
  const campaign = await campaignOfForm(db, formId)
  const record = await findProtocol(db, { schoolId, formId }) ?? null
  const recheck = record ? frozenRecheck(frozenProtocol.parse(record.content)) : await schoolRecheck({ db, schoolId, form: stored.form, settings: campaign.settings })
  const signedBy = record?.signed_by ? (await namesOf(db, [record.signed_by])).get(record.signed_by) ?? null : null
  return { campaign, schoolId, schoolName: school.name, form: stored.form, record, signedBy, recheck, opening: await newestOpening(db, { schoolId, formId }), words: await expertWords(db, { schoolId, formId }) }
}

function frozenRecheck({ protocol, thirdTasks, keptBack }: FrozenProtocol): SchoolRecheck {
  return {
    staged: 0, keptBack, participants: protocol.worksTotal,
    works: protocol.works.map((comparison): ComparedWork => ({ comparison, state: 'complete', thirdTasks: thirdTasks[comparison.workCipher] ?? [], expertIds: [] })),
  }
}

import { formSchema, type Form } from '../../pipeline/model/form.ts'
import type { Db } from '../database/database.ts'

/** A form of a campaign with its blanks: name of the blank's PDF → SHA-256 of its blob. */
export interface StoredForm { readonly form: Form; readonly campaignId: string; readonly blanks: Readonly<Record<string, string>> }

const asStored = (row: { content: unknown; blanks: Record<string, string>; campaign_id: string }): StoredForm =>
  ({ form: formSchema.parse(row.content), campaignId: row.campaign_id, blanks: row.blanks })

/** The forms of a campaign by title. */
export async function formsOfCampaign(db: Db, campaignId: string): Promise<readonly StoredForm[]> {
  const rows = await db.selectFrom('form').selectAll().where('campaign_id', '=', campaignId).execute()
  return rows.map(asStored).sort((a, b) => a.form.title.localeCompare(b.form.title, 'ru'))
}

/** One form; null when there is none such. */
export async function findForm(db: Db, id: string): Promise<StoredForm | null> {
  const row = await db.selectFrom('form').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? asStored(row) : null
}

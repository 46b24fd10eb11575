import { sql } from 'kysely'
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

/** The forms of a campaign that something rests on: pages, works or results. */
export async function formsInUse(db: Db, campaignId: string): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`select f.id from form f where f.campaign_id = ${campaignId} and (exists (select from page p where p.form_id = f.id)
    or exists (select from work w where w.form_id = f.id) or exists (select from results_form r where r.form_id = f.id))`.execute(db)
  return new Set(rows.map((row) => row.id))
}

/** Adds a form with its blanks, or puts it in the place of the one with its id. */
export async function putForm(db: Db, { form, campaignId, blanks }: StoredForm): Promise<void> {
  const values = { content: JSON.stringify(form), blanks: JSON.stringify(blanks) }
  await db.insertInto('form').values({ id: form.id, campaign_id: campaignId, ...values }).onConflict((on) => on.column('id').doUpdateSet(values)).execute()
}

export async function removeForm(db: Db, id: string): Promise<void> {
  await db.deleteFrom('form').where('id', '=', id).execute()
}

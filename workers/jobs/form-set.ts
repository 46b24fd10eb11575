import { createHash } from 'node:crypto'
import { formSchema } from '../../pipeline/model/form.ts'
import type { FormSet } from '../recognition/messages.ts'
import type { JobContext } from './job.ts'

/** The forms of a campaign with their blanks, for the recognisers. Throws when a blank's blob is gone. */
export async function loadFormSet({ db, blobs }: Pick<JobContext, 'db' | 'blobs'>, campaignId: string): Promise<FormSet> {
  const rows = await db.selectFrom('form').select(['id', 'content', 'blanks']).where('campaign_id', '=', campaignId).orderBy('id').execute()
  const forms = await Promise.all(rows.map(async (row) => ({
    form: formSchema.parse(row.content),
    blanks: new Map(await Promise.all(Object.entries(row.blanks).map(async ([name, sha256]) => {
      const bytes = await blobs.get(sha256)
      if (!bytes) throw new Error(`The blank ${name} of form ${row.id} is not in the blob store`)
      return [name, bytes] as const
    }))),
  })))
  return { key: createHash('sha256').update(JSON.stringify(rows)).digest('hex'), forms }
}

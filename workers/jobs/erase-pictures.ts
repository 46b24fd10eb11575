import { appendAudit } from '../../storage/audit-log.ts'
import { listOf, picturesOf } from '../../storage/queries/erasures.ts'
import type { JobContext } from './job.ts'

/** Between two words of progress. */
const STEP = 200

/** Erases the pictures of a campaign once two people wanted it. Subject: the request. Run again it goes on; what is not there counts as erased. */
export const erasePictures = async ({ db, blobs, clock, progress }: Pick<JobContext, 'db' | 'blobs' | 'clock' | 'progress'>, requestId: string): Promise<void> => {
  const request = await db.selectFrom('erasure_request as r').innerJoin('erasure_answer as a', 'a.request_id', 'r.id').select(['r.campaign_id', 'r.list_sha256', 'a.answer']).where('r.id', '=', requestId).executeTakeFirst()
  if (request?.answer !== 'confirmed') return
  const { names, sha256 } = listOf(await picturesOf(db, request.campaign_id))
  if (sha256 !== request.list_sha256) throw new Error('The pictures are not those that were confirmed to go')
  for (const [index, name] of names.entries()) {
    await blobs.delete(name)
    if (index % STEP === 0) await progress((100 * index) / names.length)
  }
  await db.transaction().execute(async (trx) => {
    const fresh = await trx.insertInto('erasure_done').values({ request_id: requestId, at: clock() }).onConflict((on) => on.doNothing()).returning('request_id').executeTakeFirst()
    if (fresh) await appendAudit(trx, { type: 'pictures.erased', actor: 'system', at: clock(), request: requestId, pictures: names.length, list: sha256 })
  })
}

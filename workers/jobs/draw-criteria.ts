import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { READING_REASONS } from '../../pipeline/model/page-reading.ts'
import { appendAudit } from '../../storage/audit-log.ts'
import { newId } from '../../storage/new-id.ts'
import type { Job, JobContext } from './job.ts'

/** Draws a file of marking criteria as pictures, in a recogniser's process like any other file. Run again, it goes on behind the last page. */
export const drawCriteria: Job = async (context, criteriaId) => {
  const { db, blobs } = context
  const criteria = await db.selectFrom('criteria').selectAll().where('id', '=', criteriaId).executeTakeFirst()
  if (criteria?.state !== 'waiting') return
  const bytes = await blobs.get(criteria.sha256)
  if (!bytes) throw new Error(`The file of criteria ${criteriaId} is not in the blob store`)
  const { drawn } = await db.selectFrom('criteria_page').select((is) => is.fn.countAll<string>().as('drawn')).where('criteria_id', '=', criteriaId).executeTakeFirstOrThrow()
  const folder = await mkdtemp(join(tmpdir(), 'sverka-'))
  try {
    const path = join(folder, 'criteria')
    await writeFile(path, bytes)
    let number = Number(drawn)
    for await (const page of context.recognisers.walk({ path, name: criteria.name, forms: { key: 'no forms', forms: [] }, fromOrdinal: number })) {
      if (page.outcome.type === 'refused') return await finish(context, { criteriaId, problem: `Страница ${number + 1}: ${READING_REASONS[page.outcome.reason]}. Сохраните файл заново и приложите ещё раз.` })
      const { bytes: image, widthPx, heightPx } = page.outcome.image
      number++
      await db.insertInto('criteria_page').values({ id: newId(), criteria_id: criteriaId, number, sha256: await blobs.put(image), width_px: widthPx, height_px: heightPx }).execute()
      if (page.pageCount > 0) await context.progress(Math.floor((100 * number) / page.pageCount))
    }
    await finish(context, { criteriaId, problem: number === 0 ? 'В файле нет ни одной страницы.' : null })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function finish({ db, clock }: JobContext, { criteriaId, problem }: { readonly criteriaId: string; readonly problem: string | null }): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx.updateTable('criteria').set({ state: problem === null ? 'drawn' : 'refused', problem }).where('id', '=', criteriaId).execute()
    await appendAudit(trx, { type: problem === null ? 'criteria.drawn' : 'criteria.refused', actor: 'system', at: clock(), criteria: criteriaId })
  })
}

import { sql } from 'kysely'
import type { BlindCertificate } from '../../pipeline/model/blind-certificate.ts'
import type { Db } from '../database/database.ts'
import { campaignOfForm, showsRepeats } from './campaigns.ts'

/** Keeps what the detectors said of a page's twin; only a fit one stands for its page. `pageSha256`: of the page's own picture. Run again, it keeps what was there. */
export async function addTwin(db: Db, { blindPageId, pageSha256, certificate, fit, at }: {
  readonly blindPageId: string; readonly pageSha256: string; readonly certificate: BlindCertificate; readonly fit: boolean; readonly at: Date
}): Promise<void> {
  const sha256 = certificate.image
  await db.insertInto('twin_certificate').values({ blind_page_id: blindPageId, sha256, certificate: JSON.stringify(certificate), fit, at }).onConflict((on) => on.doNothing()).execute()
  if (fit) await db.insertInto('page_twin').values({ of_sha256: pageSha256, sha256, at }).onConflict((on) => on.doNothing()).execute()
}

/** Whether blind pages of the work that are made now need twins: where works come again, and where this one may have been dealt so before the chair said otherwise. */
export async function needsTwins(db: Db, { id, formId }: { readonly id: string; readonly formId: string }): Promise<boolean> {
  const { settings } = await campaignOfForm(db, formId)
  if (settings.draw.unit === 'task') return false
  return showsRepeats(settings) || await db.selectFrom('blind_page as b').innerJoin('page_twin as t', 't.of_sha256', 'b.sha256').select('b.id').where('b.work_id', '=', id).limit(1).executeTakeFirst() !== undefined
}

/** Newest blind pages, other than blocked ones, of whose twin nothing is known: by work, with their ids. A blocked page is made anew before anybody sees it. */
export async function pagesWithoutTwins(db: Db, of: { readonly campaignId: string } | { readonly workId: string }): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { rows } = await sql<{ work_id: string; ids: string[] }>`
    select b.work_id, array_agg(b.id) as ids from blind_page b join work w on w.id = b.work_id
    where ${'workId' in of ? sql`w.id = ${of.workId}` : sql`w.campaign_id = ${of.campaignId}`} and w.state in ('released', 'anonymised') and b.verdict <> 'blocked'
      and not exists (select from blind_page newer where newer.work_id = b.work_id and newer.form_page = b.form_page and newer.seq > b.seq)
      and not exists (select from twin_certificate t where t.blind_page_id = b.id)
    group by b.work_id order by b.work_id`.execute(db)
  return new Map(rows.map((row) => [row.work_id, new Set(row.ids)]))
}

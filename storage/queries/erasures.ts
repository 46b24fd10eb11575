import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../database/database.ts'

/** The pictures of a campaign by kind, each name once, in order; what another campaign has too is left out. */
export interface Pictures { readonly scans: readonly string[]; readonly pages: readonly string[]; readonly blind: readonly string[]; readonly crops: readonly string[] }

/** Every picture that shows a pupil's hand: the uploaded files, the pages taken out of them (former ones too), the blind pages with their twins, the answers cut out of these. */
export async function picturesOf(db: Db, campaignId: string): Promise<Pictures> {
  const { rows } = await sql<{ kind: keyof Pictures; sha256: string }>`
    with own as (
      select campaign_id, 'scans' as kind, sha256 from scan_file union
      select f.campaign_id, 'pages', p.image_sha256 from page p join scan_file f on f.id = p.file_id where p.image_sha256 is not null union
      select f.campaign_id, 'pages', place #>> '{sheet,imageSha256}' from page_move m join page p on p.id = m.page_id join scan_file f on f.id = p.file_id, unnest(array[m.before, m.after]) place
        where place #>> '{sheet,imageSha256}' is not null union
      select w.campaign_id, 'blind', b.sha256 from blind_page b join work w on w.id = b.work_id union
      select w.campaign_id, 'crops', c.sha256 from answer_crop c join blind_page b on b.id = c.blind_page_id join work w on w.id = b.work_id
    ), pictures as (select * from own union select own.campaign_id, 'blind', t.sha256 from page_twin t join own on own.sha256 = t.of_sha256)
    select kind, sha256 from pictures p where campaign_id = ${campaignId} and not exists (select from pictures o where o.sha256 = p.sha256 and o.campaign_id <> p.campaign_id)
    order by kind, sha256`.execute(db)
  const of = (kind: keyof Pictures): string[] => rows.filter((row) => row.kind === kind).map((row) => row.sha256)
  return { scans: of('scans'), pages: of('pages'), blind: of('blind'), crops: of('crops') }
}

/** All names, each once, and the hash of the list: what was confirmed is what goes. */
export function listOf({ scans, pages, blind, crops }: Pictures): { readonly names: readonly string[]; readonly sha256: string } {
  const names = [...new Set([...scans, ...pages, ...blind, ...crops])].sort()
  return { names, sha256: createHash('sha256').update(names.join('\n')).digest('hex') }
}

/** What an erasure depends on: the newest scan, how protocols stand, and tasks that may still make pictures. */
export async function erasureGround(db: Db, campaignId: string): Promise<{ readonly lastScanAt: Date | null; readonly unsigned: number; readonly signed: number; readonly underWay: number }> {
  const { rows } = await sql<{ last: Date | null; unsigned: string; signed: string; under_way: string }>`
    select (select max(uploaded_at) from scan_file where campaign_id = ${campaignId}) as last,
      (select count(*) from protocol where campaign_id = ${campaignId} and state <> 'signed') as unsigned, (select count(*) from protocol where campaign_id = ${campaignId} and state = 'signed') as signed,
      (select count(*) from task t where t.state in ('pending', 'running') and case
        when t.kind = 'open-file' then exists (select from scan_file f where f.id = t.subject_id and f.campaign_id = ${campaignId})
        when t.kind = 'place-page' then exists (select from page p join scan_file f on f.id = p.file_id where p.id = t.subject_id and f.campaign_id = ${campaignId})
        when t.kind = 'check-words' then exists (select from school s where s.id = t.subject_id and s.campaign_id = ${campaignId})
        when t.kind in ('anonymise-work', 'twin-work', 'crop-work') then exists (select from work w where w.id = t.subject_id and w.campaign_id = ${campaignId}) end) as under_way`.execute(db)
  const row = rows[0]!
  return { lastScanAt: row.last && new Date(row.last), unsigned: Number(row.unsigned), signed: Number(row.signed), underWay: Number(row.under_way) }
}

/** The newest request to erase a campaign's pictures, with its answer, its end and how its task stands; null while there is none. */
export async function newestErasure(db: Db, campaignId: string) {
  return await db.selectFrom('erasure_request as r').innerJoin('account as who', 'who.id', 'r.asked_by').leftJoin('erasure_answer as a', 'a.request_id', 'r.id').leftJoin('erasure_done as d', 'd.request_id', 'r.id')
    .leftJoinLateral((is) => is.selectFrom('task').select('state').whereRef('subject_id', '=', 'r.id').where('kind', '=', 'erase-pictures').orderBy('seq', 'desc').limit(1).as('t'), (join) => join.onTrue())
    .select(['r.id', 'r.pictures', 'r.list_sha256', 'r.asked_at', 'who.name as asked_by', 'a.answer', 'd.at as done_at', 't.state as task']).where('r.campaign_id', '=', campaignId).orderBy('r.seq', 'desc').limit(1).executeTakeFirst() ?? null
}

import { sql } from 'kysely'
import type { Db } from '../database/database.ts'

/** The works of a campaign that are rechecked and not marked yet, by what they wait for. */
export interface UnmarkedWorks {
  /** For their school to hand them over. */
  readonly staged: number
  /** For a draw: nobody was given them. */
  readonly undrawn: number
  /** For an expert who has not submitted. */
  readonly open: number
  /** Works that an expert holds or held, open or submitted. */
  readonly held: number
}

/** Counts a campaign's chosen works without submitted gradings. A work that no expert can be given waits for nobody. */
export async function unmarkedWorks(db: Db, campaignId: string): Promise<UnmarkedWorks> {
  const { rows } = await sql<Record<keyof UnmarkedWorks, string>>`
    with held as (select a.work_id, bool_or(a.state = 'open') as open from assignment a join work w on w.id = a.work_id where w.campaign_id = ${campaignId} and a.state <> 'withdrawn' group by a.work_id),
    free as (select w.state from work w join chosen_work c on c.work_id = w.id join apart_work p on p.work_id = w.id
      where w.campaign_id = ${campaignId} and w.state <> 'withdrawn' and c.reason is not null and not p.kept_back and not p.held)
    select (select count(*) from free where state = 'staged') as staged, (select count(*) from free where state <> 'staged') as undrawn,
      (select count(*) from held where open) as open, (select count(*) from held) as held`.execute(db)
  const row = rows[0]!
  return { staged: Number(row.staged), undrawn: Number(row.undrawn), open: Number(row.open), held: Number(row.held) }
}

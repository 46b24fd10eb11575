import { sql } from 'kysely'
import type { Blind } from './as-expert.ts'

/** When the first and the last score of one of the own works were given, and how many there are by now. */
export interface WorkTimes { readonly assignmentId: string; readonly first: Date; readonly last: Date; readonly seconds: number }

/** A longer rest between two scores is a break, not work. */
const BREAK_SECONDS = 180

/**
 * The time that each of the expert's works took: the sum of the gaps between one score and the one before it, in the order of giving over all
 * works; gaps longer than three minutes are breaks and do not count.
 */
export async function ownWorkTimes(blind: Blind): Promise<readonly WorkTimes[]> {
  const { rows } = await sql<{ assignment_id: string; first: Date; last: Date; seconds: string }>`
    with own as (select g.assignment_id, g.at, extract(epoch from g.at - lag(g.at) over (order by g.seq)) as gap
      from grade g where g.assignment_id in (select assignment_id from expert_assignment))
    select assignment_id, min(at) as first, max(at) as last, coalesce(sum(gap) filter (where gap between 0 and ${BREAK_SECONDS}), 0) as seconds
    from own group by assignment_id`.execute(blind)
  return rows.map((row) => ({ assignmentId: row.assignment_id, first: new Date(row.first), last: new Date(row.last), seconds: Number(row.seconds) }))
}

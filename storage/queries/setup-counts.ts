import { sql } from 'kysely'
import type { Db } from '../database/database.ts'

/** How far a campaign is, in numbers. */
export interface SetupCounts {
  readonly schools: number; readonly experts: number; readonly chairs: number; readonly forms: number; readonly samples: number
  /** Experts who have not said yet where a conflict of interest stands. */
  readonly undeclared: number
  readonly withoutPassword: { readonly schools: number; readonly people: number }
  /** Works that experts mark or will mark, and how far they are. */
  readonly works: number; readonly anonymised: number; readonly drawn: number; readonly graded: number
  /** Pairs of school and form with works, and of these with a signed protocol. */
  readonly protocols: number; readonly signed: number
}

export async function setupCounts(db: Db, campaignId: string): Promise<SetupCounts> {
  const { rows } = await sql<Record<string, string>>`
    with people as (select role, password_hash = '' as new, first_steps ? 'conflicts' as undeclared from account where closed_at is null),
    held as (select work_id, bool_and(state = 'submitted') as graded from assignment where state <> 'withdrawn' group by work_id),
    works as (select w.state, w.school_id, w.form_id, h.work_id, h.graded from work w join chosen_work c on c.work_id = w.id join apart_work p on p.work_id = w.id left join held h on h.work_id = w.id
      where w.campaign_id = ${campaignId} and w.state <> 'withdrawn' and c.reason is not null and not p.kept_back)
    select (select count(*) from school where campaign_id = ${campaignId}) as schools, (select count(*) from form where campaign_id = ${campaignId}) as forms,
      (select count(*) from people where role = 'expert') as experts, (select count(*) from people where role = 'chair') as chairs,
      (select count(*) from people where role = 'expert' and undeclared) as undeclared,
      (select count(*) from people where role = 'school' and new) as new_schools, (select count(*) from people where role in ('expert', 'chair') and new) as new_people,
      (select count(*) from works) as works, (select count(*) from works where state = 'anonymised') as anonymised, (select count(work_id) from works) as drawn,
      (select count(*) from works where graded) as graded, (select count(distinct (school_id, form_id)) from works) as protocols,
      (select count(*) from protocol where campaign_id = ${campaignId} and state = 'signed') as signed, (select count(*) from sample where campaign_id = ${campaignId}) as samples`.execute(db)
  const n = (name: string): number => Number(rows[0]![name])
  return {
    schools: n('schools'), experts: n('experts'), chairs: n('chairs'), forms: n('forms'), samples: n('samples'), undeclared: n('undeclared'),
    withoutPassword: { schools: n('new_schools'), people: n('new_people') }, works: n('works'), anonymised: n('anonymised'), drawn: n('drawn'), graded: n('graded'),
    protocols: n('protocols'), signed: n('signed'),
  }
}

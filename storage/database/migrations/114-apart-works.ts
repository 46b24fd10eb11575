import { sql, type Kysely, type Migration } from 'kysely'

/**
 * How far each work is for being given out task by task. `cut`: the answers on the newest image of every page are cut out; `fit`: none of those that are may not be shown; `held`:
 * somebody marks it; `failed`: they could not be cut. A work that is `kept_back` goes to no expert: its campaign gives works out task by task, and one of its answers may not be shown apart.
 */
export const apartWorks: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(VIEW).execute(db)
  },
}

const VIEW = `
create view apart_work as
  select w.id as work_id, coalesce(p.cut, false) as cut, coalesce(p.fit, true) as fit, h.held, coalesce(not p.cut and t.state = 'failed', false) as failed,
    s.apart and w.state = 'anonymised' and not h.held and p.fit is false as kept_back
  from work w
    join lateral (select coalesce(c.settings #>> '{draw,unit}' = 'task', false) as apart from campaign c where c.id = w.campaign_id) s on true
    cross join lateral (select exists (select from assignment a where a.work_id = w.id and a.state <> 'withdrawn') as held) h
    left join lateral (
      select bool_and(d.fit is not null) as cut, bool_and(coalesce(d.fit, true)) as fit from blind_page b left join cropped_page d on d.blind_page_id = b.id
      where s.apart and b.work_id = w.id and not exists (select from blind_page n where n.work_id = b.work_id and n.form_page = b.form_page and n.seq > b.seq)
    ) p on true
    left join lateral (select state from task where s.apart and kind = 'crop-work' and subject_id = w.id order by seq desc limit 1) t on true;
`

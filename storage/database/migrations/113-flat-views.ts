import { sql, type Kysely, type Migration } from 'kysely'
import { EXPERT_SETTING } from './003-expert-views.ts'

/**
 * The experts' views as they stand, said once: each earlier step had laid its own over the one before, and a work by its cipher or a page by its id went through all of an
 * expert's rows. A row here is a whole work, a part of one, or a check of the expert. Rows, columns and rights stay what they were.
 */
export const flatViews: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(assignmentsView(OWN_CHECK) + pagesView(OWN_CHECK) + PEERS).execute(db)
  },
}

const EXPERT = `current_setting('${EXPERT_SETTING}', true)`
const OWN = `a.expert_id = ${EXPERT} and a.state <> 'withdrawn' and w.state = 'anonymised'`
/** Which checks an expert sees. */
export const OWN_CHECK = `c.expert_id = ${EXPERT} and c.state <> 'withdrawn' and w.state = 'anonymised'`
export const NEWEST = `not exists (select from blind_page newer where newer.work_id = b.work_id and newer.form_page = b.form_page and newer.seq > b.seq)`

export const assignmentsView = (ownCheck: string): string => `
create or replace view expert_assignment with (security_barrier) as
  select a.id as assignment_id, a.expert_id, w.cipher, w.form_id, w.variant, a.round, a.tasks, a.place, a.state, false as practice
  from assignment a join work w on w.id = a.work_id where ${OWN} and a.unit = ''
  union all
  select a.id, a.expert_id, left(encode(sha256(convert_to(w.cipher || '-' || a.unit, 'UTF8')), 'hex'), 32), w.form_id, w.variant, a.round, a.tasks, a.place, a.state, false
  from assignment a join work w on w.id = a.work_id where ${OWN} and a.unit <> ''
    and exists (select from blind_page b join answer_crop p on p.blind_page_id = b.id and p.unit = a.unit where b.work_id = a.work_id and p.fit and ${NEWEST})
  union all
  select c.id, c.expert_id, c.cipher, w.form_id, w.variant, 1, null::jsonb, c.place, c.state, c.kind = 'practice'
  from check_marking c join work w on w.id = c.work_id where ${ownCheck};
`

export const pagesView = (ownCheck: string): string => `
create or replace view expert_page with (security_barrier) as
  select a.id as assignment_id, a.expert_id, b.id as blind_page_id, b.form_page, b.sha256, b.width_px, b.height_px, null::jsonb as crop
  from assignment a join work w on w.id = a.work_id join blind_page b on b.work_id = a.work_id where ${OWN} and a.unit = '' and ${NEWEST}
  union all
  select a.id, a.expert_id, p.id, b.form_page, p.sha256, (p.box_px->>2)::integer, (p.box_px->>3)::integer,
    jsonb_build_object('left', p.box_px->0, 'top', p.box_px->1, 'pageWidth', b.width_px, 'pageHeight', b.height_px)
  from assignment a join work w on w.id = a.work_id join blind_page b on b.work_id = a.work_id join answer_crop p on p.blind_page_id = b.id and p.unit = a.unit
  where ${OWN} and a.unit <> '' and p.fit and ${NEWEST}
  union all
  select c.id, c.expert_id, p.id, b.form_page, coalesce(t.sha256, b.sha256), b.width_px, b.height_px, null::jsonb
  from check_marking c join work w on w.id = c.work_id join check_page p on p.check_id = c.id join blind_page b on b.work_id = c.work_id and b.form_page = p.form_page
    left join page_twin t on t.of_sha256 = b.sha256 and c.kind = 'repeat'
  where ${ownCheck} and ${NEWEST};
`

const PEERS = `
create or replace view expert_peer_grade with (security_barrier) as
  select distinct on (own.id, other.round, g.task) own.id as assignment_id, other.round, g.task, g.score
  from assignment own join assignment other on other.work_id = own.work_id and other.id <> own.id and other.state = 'submitted'
    join grade g on g.assignment_id = other.id join work w on w.id = own.work_id join campaign k on k.id = w.campaign_id
  where own.expert_id = ${EXPERT} and own.state = 'submitted' and k.settings -> 'marking' ->> 'showOthers' = 'after-third' and (own.unit = '' or own.tasks ? g.task)
    and exists (select from assignment third where third.work_id = own.work_id and third.round > 2 and third.state = 'submitted')
    and not exists (select from assignment open where open.work_id = own.work_id and open.state = 'open')
  order by own.id, other.round, g.task, g.seq desc;
`

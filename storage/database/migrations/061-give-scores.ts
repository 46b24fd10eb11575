import { sql, type Kysely, type Migration } from 'kysely'
import { EXPERT_ROLE, EXPERT_SETTING } from './003-expert-views.ts'

/**
 * Scores of many experts in one call, each taken with the eyes of its own expert: under that expert's role and setting, as every other step of the blind
 * side. `expert_rule` tells an expert what holds for the own heaps: the deadline, and whether the marking is stopped. `made_at` is when a score was typed by the
 * clock of the expert's device, when it came after the deadline.
 */
export const giveScores: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(RULE + GIVE).execute(db)
    await sql.raw(`
      do $$ begin
        if exists (select from pg_roles where rolname = '${EXPERT_ROLE}' and pg_has_role(current_user, oid, 'member')) then
          grant select on expert_rule to ${EXPERT_ROLE};
        end if;
      end $$;
    `).execute(db)
  },
}

const RULE = `
alter table grade add column made_at timestamptz;
create view expert_rule with (security_barrier) as
  select f.id as form_id, (k.settings -> 'marking' ->> 'deadline')::timestamptz as deadline,
    coalesce((select s.state = 'stopped' from marking_stop s where s.expert_id = current_setting('${EXPERT_SETTING}', true) and s.form_id = f.id order by s.seq desc limit 1), false) as stopped
  from form f join campaign k on k.id = f.campaign_id where f.id in (select form_id from expert_assignment);
`

// The work's row is locked before its state is looked at: a score and the handing in of the same work come one after the other.
const GIVE = `
create function give_scores(items jsonb) returns table (refusal text, assignment_id text, counts text, is_new boolean, was_late boolean) language plpgsql as $$
#variable_conflict use_column
declare
  item record; work record; newest text; added text; why text; late boolean;
  eyes text := coalesce((select rolname from pg_roles where rolname = '${EXPERT_ROLE}' and pg_has_role(current_user, oid, 'member')), 'none');
begin
  for item in select * from jsonb_to_recordset(items) as i(expert text, id text, cipher text, task text, score text, key text, at timestamptz, made timestamptz) loop
    perform set_config('${EXPERT_SETTING}', item.expert, true), set_config('role', eyes, true);
    select w.assignment_id, w.tasks, w.practice, coalesce(a.state, c.state) as state, r.stopped, r.deadline,
      exists (select from expert_assignment p where p.form_id = w.form_id and p.practice and p.state = 'open') as practice_waits,
      (select (t ->> 'maxScore')::integer from jsonb_array_elements(f.content -> 'tasks') t where t ->> 'id' = item.task) as most into work
    from expert_assignment w join form f on f.id = w.form_id join expert_rule r on r.form_id = w.form_id
      left join lateral (select state from assignment where id = w.assignment_id for update) a on true
      left join lateral (select state from check_marking where id = w.assignment_id for update) c on true
    where w.cipher = item.cipher;
    late := coalesce(item.at > work.deadline, false);
    why := case
      when work.assignment_id is null or work.state = 'withdrawn' then 'no-such-work'
      when work.state <> 'open' then 'already-submitted'
      when work.practice_waits and not work.practice then 'practice-first'
      when work.most is null or not coalesce(nullif(work.tasks, 'null'::jsonb) ? item.task, true) then 'no-such-task'
      when item.score is null or (item.score ~ '^[0-9]+$' and item.score::integer > work.most) then 'no-such-score'
      when work.stopped then 'stopped'
      when late and coalesce(item.made > work.deadline or item.made > item.at, true) then 'too-late'
    end;
    added := null;
    if why is null then
      insert into grade (id, assignment_id, task, score, key, at, made_at) values (item.id, work.assignment_id, item.task, item.score, item.key, item.at, case when late then item.made end)
        on conflict (assignment_id, key) do nothing returning id into added;
    elsif work.assignment_id is not null and exists (select from grade g where g.assignment_id = work.assignment_id and g.key = item.key) then
      -- It was taken when it came the first time: that the work was closed since does not make it lost.
      why := null;
    end if;
    newest := item.score;
    if why is null and added is null then
      select g.score into newest from grade g where g.assignment_id = work.assignment_id and g.task = item.task order by g.seq desc limit 1;
    end if;
    perform set_config('role', 'none', true), set_config('${EXPERT_SETTING}', '', true);
    return query select why, work.assignment_id, newest, added is not null, late and added is not null;
  end loop;
end $$;
`

import { sql } from 'kysely'
import type { LookReason } from '../../pipeline/model/blind-certificate.ts'
import type { Db } from '../database/database.ts'
import { standingBlindPages, standingOf } from './blind-pages.ts'

/** Where works of a form that are rechecked stand before any expert has them: how many works, and of how many schools. */
export interface Waiting { readonly works: number; readonly schools: number }

export interface WaitingWorks {
  /** Not handed over by their schools. */
  readonly staged: Waiting
  /** Their blind pages are being made; making them failed; a person at the school has to look at them first. */
  readonly beingMade: Waiting
  readonly failed: Waiting
  readonly toLookAt: Waiting
  /** Why pages of those wait, and how many, most frequent first; an expert's report is `reported`, a wish to look again `held`. */
  readonly lookReasons: readonly { readonly reason: LookReason | 'reported' | 'held'; readonly pages: number }[]
  /** Blind, and no expert has them: not cut out into tasks yet, could not be, may not be shown apart, or not drawn. */
  readonly beingCut: Waiting
  readonly uncut: Waiting
  readonly keptBack: Waiting
  readonly undrawn: Waiting
}

type Stage = 'staged' | 'released' | 'failed' | 'being-cut' | 'uncut' | 'kept-back' | 'undrawn'

/** Counts the works of a form that wait, by why. Works that nobody chose for the recheck wait for nothing and are left out. */
export async function waitingWorks(db: Db, formId: string): Promise<WaitingWorks> {
  const { rows } = await sql<{ id: string; school: string; stage: Stage }>`
    select w.id, w.school_id as school, case
      when w.state = 'staged' then 'staged'
      when w.state = 'released' then case when t.state = 'failed' then 'failed' else 'released' end
      when p.kept_back then 'kept-back'
      when coalesce(k.settings #>> '{draw,unit}' = 'task', false) and not p.cut then case when p.failed then 'uncut' else 'being-cut' end
      else 'undrawn' end as stage
    from work w join chosen_work c on c.work_id = w.id join apart_work p on p.work_id = w.id join campaign k on k.id = w.campaign_id
      left join lateral (select state from task where kind = 'anonymise-work' and subject_id = w.id order by seq desc limit 1) t on true
    where w.form_id = ${formId} and c.reason is not null and w.state in ('staged', 'released', 'anonymised') and not (w.state = 'anonymised' and p.held)
    order by w.id`.execute(db)
  const waits = (await standingBlindPages(db, rows.filter((row) => row.stage === 'released').map((row) => row.id))).filter((page) => standingOf(page) === 'waits')
  const looked = new Set(waits.map((page) => page.workId))
  const count = (isOf: (row: { id: string; stage: Stage }) => boolean): Waiting => {
    const own = rows.filter(isOf)
    return { works: own.length, schools: new Set(own.map((row) => row.school)).size }
  }
  const of = (stage: Stage): Waiting => count((row) => row.stage === stage)
  const reasons = new Map<LookReason | 'reported' | 'held', number>()
  for (const page of waits) {
    const said = page.look?.kind === 'reported' ? ['reported' as const] : page.reasons.length === 0 ? ['held' as const] : page.reasons as readonly LookReason[]
    for (const reason of said) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  }
  return {
    staged: of('staged'), beingMade: count((row) => row.stage === 'released' && !looked.has(row.id)), failed: of('failed'), toLookAt: count((row) => looked.has(row.id)),
    lookReasons: [...reasons].map(([reason, pages]) => ({ reason, pages })).sort((a, b) => b.pages - a.pages || a.reason.localeCompare(b.reason)),
    beingCut: of('being-cut'), uncut: of('uncut'), keptBack: of('kept-back'), undrawn: of('undrawn'),
  }
}

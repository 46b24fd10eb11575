import { sql, type Kysely } from 'kysely'
import type { Db, Trx } from '../database/database.ts'
import { EXPERT_SETTING } from '../database/migrations/003-expert-views.ts'
import type { Tables } from '../database/tables.ts'

/** The tables an expert's steps can reach, and of these only the expert's own rows. */
export interface BlindTables {
  expert_assignment: Tables['expert_assignment']
  expert_page: Tables['expert_page']
  grade: Tables['grade']
  flag: Tables['flag']
  remark: Tables['remark']
  form: Pick<Tables['form'], 'id' | 'content'>
  expert_criteria: Tables['expert_criteria']
  expert_agreed: Tables['expert_agreed']
  expert_peer_grade: Tables['expert_peer_grade']
  expert_rule: Tables['expert_rule']
  assignment: Pick<Tables['assignment'], 'id' | 'expert_id' | 'state' | 'submitted_at'>
  check_marking: Pick<Tables['check_marking'], 'id' | 'expert_id' | 'state' | 'submitted_at'>
}

/** What experts' queries run on: made by `asExpert` only. */
export type Blind = Kysely<BlindTables>

/**
 * Runs steps with the eyes of one expert: under a database role that can read nothing but that expert's blind view, so that even a
 * wrong query cannot reach a school or an original score. Afterwards the transaction sees everything again. When the steps throw,
 * it does not: roll it back.
 */
export async function asExpert<T>(trx: Trx, expertId: string, steps: (blind: Blind) => Promise<T>): Promise<T> {
  const result = await steps(await openEyes(trx, expertId))
  await sql`select set_config('role', 'none', true), set_config(${EXPERT_SETTING}, '', true)`.execute(trx)
  return result
}

/** Reads with the eyes of one expert in a transaction of its own: the role ends with it. */
export const readAsExpert = <T>(db: Db, expertId: string, steps: (blind: Blind) => Promise<T>): Promise<T> =>
  db.transaction().execute(async (trx) => steps(await openEyes(trx, expertId)))

async function openEyes(trx: Trx, expertId: string): Promise<Blind> {
  await sql`select set_config(${EXPERT_SETTING}, ${expertId}, true), set_config('role', expert_eyes(), true)`.execute(trx)
  return trx as unknown as Blind
}

import { sql } from 'kysely'
import type { Db } from '../database/database.ts'
import type { FirstStep } from '../database/tables.ts'
import { asAccount, type Account } from './accounts.ts'
import { asCampaign, type Campaign, type CampaignSettings } from './campaigns.ts'

/** Founds a campaign: from now on it is the one that runs. */
export async function addCampaign(db: Db, campaign: { readonly id: string; readonly title: string; readonly municipality: string; readonly settings: CampaignSettings; readonly at: Date }): Promise<void> {
  await db.insertInto('campaign').values({ id: campaign.id, title: campaign.title, municipality: campaign.municipality, settings: JSON.stringify(campaign.settings), created_at: campaign.at }).execute()
}

export async function changeCampaign(db: Db, campaign: { readonly id: string; readonly title: string; readonly municipality: string; readonly settings: CampaignSettings }): Promise<void> {
  await db.updateTable('campaign').set({ title: campaign.title, municipality: campaign.municipality, settings: JSON.stringify(campaign.settings) }).where('id', '=', campaign.id).execute()
}

/**
 * Locks a campaign's set-up until the transaction ends: two imports at once would each add the same schools. Answers the campaign as it stands
 * behind the lock; what was read before may have changed while others held it. Throws when there is no such campaign.
 */
export async function lockCampaign(db: Db, campaignId: string): Promise<Campaign> {
  return asCampaign(await db.selectFrom('campaign').selectAll().where('id', '=', campaignId).forUpdate().executeTakeFirstOrThrow())
}

/** Whether any work of the campaign has been drawn: its rules stand from then on. */
export async function isDrawn(db: Db, campaignId: string): Promise<boolean> {
  return await db.selectFrom('draw').select('id').where('campaign_id', '=', campaignId).limit(1).executeTakeFirst() !== undefined
}

/** A school with its coordinator; `inUse`: scans, results or works of it are there. */
export interface SchoolWithCoordinator {
  readonly id: string; readonly name: string; readonly onLastList: boolean; readonly inUse: boolean; readonly coordinator: Account | null
}

/** The schools of a campaign, «№ 9» before «№ 10». */
export async function schoolsWithCoordinators(db: Db, campaignId: string): Promise<readonly SchoolWithCoordinator[]> {
  const rows = await db.selectFrom('school as s').where('s.campaign_id', '=', campaignId).select(['s.id', 's.name', 's.on_last_list']).select(sql<boolean>`
    exists (select from scan_file f where f.school_id = s.id) or exists (select from work w where w.school_id = s.id) or exists (select from results_form r where r.school_id = s.id)`.as('in_use')).execute()
  const coordinators = await accountsOfRole(db, ['school'])
  return rows.map((row) => ({ id: row.id, name: row.name, onLastList: row.on_last_list, inUse: row.in_use, coordinator: coordinators.find((one) => one.schoolId === row.id) ?? null }))
    .sort((a, b) => byName(a.name, b.name))
}

export const byName = (a: string, b: string): number => a.localeCompare(b, 'ru', { numeric: true })

export async function addSchool(db: Db, school: { readonly id: string; readonly campaignId: string; readonly name: string; readonly onLastList: boolean }): Promise<void> {
  await db.insertInto('school').values({ id: school.id, campaign_id: school.campaignId, name: school.name, on_last_list: school.onLastList }).execute()
}

export async function changeSchool(db: Db, school: { readonly id: string; readonly name: string; readonly onLastList: boolean }): Promise<void> {
  await db.updateTable('school').set({ name: school.name, on_last_list: school.onLastList }).where('id', '=', school.id).execute()
}

/** Removes a school that nothing rests on, with its coordinator's account. Throws when something does. */
export async function removeSchool(db: Db, id: string): Promise<void> {
  await db.deleteFrom('account').where('school_id', '=', id).where('role', '=', 'school').execute()
  await db.deleteFrom('school').where('id', '=', id).execute()
}

/** Accounts of these roles by name. */
export async function accountsOfRole(db: Db, roles: readonly Account['role'][]): Promise<readonly Account[]> {
  const rows = await db.selectFrom('account').selectAll().where('role', 'in', [...roles]).execute()
  return rows.map(asAccount).sort((a, b) => byName(a.name, b.name) || (a.id < b.id ? -1 : 1))
}

/** Every login that is taken. */
export const takenLogins = async (db: Db): Promise<Set<string>> => new Set((await db.selectFrom('account').select('login').execute()).map((row) => row.login))

/** Changes what the coordinator may change of somebody; login, password and role stay. */
export async function changePerson(db: Db, person: Account): Promise<void> {
  await db.updateTable('account').set({
    name: person.name, school_id: person.schoolId, subjects: JSON.stringify(person.subjects), years: person.years, cap: person.cap,
    other_schools: JSON.stringify(person.otherSchools), conflicts: JSON.stringify(person.conflicts), qualification: person.qualification ?? '', first_steps: JSON.stringify(person.firstSteps ?? []),
  }).where('id', '=', person.id).execute()
}

/** Gives somebody a new password; all sessions of the account end. `firstSteps`: what is to be done at the next login. */
export async function setPassword(db: Db, { accountId, passwordHash, firstSteps }: { readonly accountId: string; readonly passwordHash: string; readonly firstSteps: readonly FirstStep[] }): Promise<void> {
  await db.updateTable('account').set({ password_hash: passwordHash, first_steps: JSON.stringify(firstSteps) }).where('id', '=', accountId).execute()
  await endSessions(db, accountId)
}

export async function setFirstSteps(db: Db, { accountId, firstSteps }: { readonly accountId: string; readonly firstSteps: readonly FirstStep[] }): Promise<void> {
  await db.updateTable('account').set({ first_steps: JSON.stringify(firstSteps) }).where('id', '=', accountId).execute()
}

/** Closes a login, or opens it again (`at` null). */
export async function closeAccount(db: Db, { accountId, at }: { readonly accountId: string; readonly at: Date | null }): Promise<void> {
  await db.updateTable('account').set({ closed_at: at }).where('id', '=', accountId).execute()
  if (at !== null) await endSessions(db, accountId)
}

const endSessions = (db: Db, accountId: string) => db.deleteFrom('session').where(sql<string>`data->>'accountId'`, '=', accountId).execute()

/** How many accounts there are: an empty installation has none. */
export const countAccounts = async (db: Db): Promise<number> => Number((await db.selectFrom('account').select((is) => is.fn.countAll<string>().as('n')).executeTakeFirstOrThrow()).n)

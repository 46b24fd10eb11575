import type { Selectable } from 'kysely'
import type { Db } from '../database/database.ts'
import type { FirstStep, Role, Tables } from '../database/tables.ts'

/** Somebody who may log in. What the draw needs to know of experts and chairs stands beside it. */
export interface Account {
  readonly id: string
  readonly login: string
  readonly role: Role
  readonly name: string
  readonly schoolId: string | null
  readonly subjects: readonly string[]
  readonly years: number
  /** The most works this expert takes; null: no limit. */
  readonly cap: number | null
  readonly otherSchools: readonly string[]
  /** Ids of schools or accounts. */
  readonly conflicts: readonly string[]
  /** As it is printed: «учитель физики, высшая категория». */
  readonly qualification?: string
  /** What must be done before the desk opens. */
  readonly firstSteps?: readonly FirstStep[]
  /** Whether the login is closed: nobody enters, no work is drawn. */
  readonly closed?: boolean
  /** Whether a password was ever given out: until then nobody can enter. */
  readonly hasPassword?: boolean
}

/** Logins are not case-sensitive and have no spaces around them. */
export const canonicalLogin = (login: string): string => login.trim().toLowerCase()

/** Adds an account. Throws when the login is taken. */
export async function addAccount(db: Db, { passwordHash, ...account }: Account & { readonly passwordHash: string }): Promise<void> {
  await db.insertInto('account').values({
    id: account.id, login: canonicalLogin(account.login), password_hash: passwordHash, role: account.role, name: account.name, school_id: account.schoolId,
    subjects: JSON.stringify(account.subjects), years: account.years, cap: account.cap,
    other_schools: JSON.stringify(account.otherSchools), conflicts: JSON.stringify(account.conflicts),
    qualification: account.qualification ?? '', first_steps: JSON.stringify(account.firstSteps ?? []),
  }).execute()
}

/** One account; null when there is none such. */
export async function findAccount(db: Db, id: string): Promise<Account | null> {
  const row = await db.selectFrom('account').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? asAccount(row) : null
}

/** The account of a login with its password's hash; null when there is none such. */
export async function findLogin(db: Db, login: string): Promise<(Account & { readonly passwordHash: string }) | null> {
  const row = await db.selectFrom('account').selectAll().where('login', '=', canonicalLogin(login)).executeTakeFirst()
  return row ? { ...asAccount(row), passwordHash: row.password_hash } : null
}

/** A row as the account it says. */
export const asAccount = (row: Selectable<Tables['account']>): Account => ({
  id: row.id, login: row.login, role: row.role, name: row.name, schoolId: row.school_id, subjects: row.subjects, years: row.years, cap: row.cap,
  otherSchools: row.other_schools, conflicts: row.conflicts, qualification: row.qualification, firstSteps: row.first_steps, closed: row.closed_at !== null, hasPassword: row.password_hash !== '',
})

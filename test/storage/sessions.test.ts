import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../storage/database/database.ts'
import { addAccount, findAccount } from '../../storage/queries/accounts.ts'
import { openSessions } from '../../storage/sessions.ts'
import { openMemoryDatabase } from '../harness/memory-database.ts'

describe('sessions', () => {
  let database: Database
  beforeAll(async () => { database = await openMemoryDatabase() })
  afterAll(() => database.close())
  const at = (minute: number) => new Date(Date.UTC(2026, 3, 1, 8, minute))

  test('hold what was set last until they end', async () => {
    const sessions = openSessions(database.db)
    await sessions.set('sid-1', { data: { accountId: 'a' }, expiresAt: at(10) })
    await sessions.set('sid-1', { data: { accountId: 'b', csrf: 'x' }, expiresAt: at(20) })
    expect(await sessions.get('sid-1', at(19))).toEqual({ data: { accountId: 'b', csrf: 'x' }, account: null })
    expect(await sessions.get('sid-1', at(20))).toBeNull()
    expect(await sessions.get('sid-2', at(0))).toBeNull()
  })

  test('come with their account as it is now', async () => {
    const sessions = openSessions(database.db)
    const account = { id: 'c', login: 'chair', role: 'chair', name: 'Председатель', schoolId: null, subjects: ['Физика'], years: 3, cap: null, otherSchools: [], conflicts: [], passwordHash: 'x' } as const
    await addAccount(database.db, account)
    await sessions.set('sid-c', { data: { accountId: 'c' }, expiresAt: at(20) })
    expect((await sessions.get('sid-c', at(0)))?.account).toEqual(await findAccount(database.db, 'c'))
    await database.db.updateTable('account').set({ closed_at: at(1) }).where('id', '=', 'c').execute()
    expect((await sessions.get('sid-c', at(2)))?.account?.closed).toBe(true)
  })

  test('are gone after logging out and after the sweep of ended ones', async () => {
    const sessions = openSessions(database.db)
    await sessions.set('out', { data: {}, expiresAt: at(30) })
    await sessions.delete('out')
    expect(await sessions.get('out', at(0))).toBeNull()
    await sessions.set('ended', { data: {}, expiresAt: at(1) })
    await sessions.set('going', { data: {}, expiresAt: at(59) })
    expect(await sessions.sweep(at(30))).toBe(3)
    expect(await sessions.get('going', at(30))).toEqual({ data: {}, account: null })
  })
})

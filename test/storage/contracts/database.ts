import { sql, type Updateable } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { APPEND_ONLY } from '../../../storage/database/migrations/002-guards.ts'
import { migrate } from '../../../storage/database/migrate.ts'
import type { Database } from '../../../storage/database/database.ts'
import type { Tables } from '../../../storage/database/tables.ts'
import { addSchoolWithWork } from '../../harness/sample-rows.ts'

/** What every database engine promises. */
export function describeDatabase(name: string, open: () => Promise<Database>): void {
  describe(`the database on ${name}`, () => {
    let database: Database
    beforeAll(async () => { database = await open() })
    afterAll(() => database.close())

    test('is migrated, and migrating again changes nothing', async () => {
      await migrate(database.db)
      expect(await database.db.selectFrom('audit_head').selectAll().execute()).toEqual([{ id: 1, seq: 0, hash: '0'.repeat(64) }])
    })

    test('counts come as numbers, JSON as values, times as dates', async () => {
      const { campaign } = await addSchoolWithWork(database.db)
      const row = await database.db.selectFrom('campaign').selectAll().where('id', '=', campaign).executeTakeFirstOrThrow()
      expect(row.settings).toEqual({ threshold: 2 })
      expect(row.created_at).toBeInstanceOf(Date)
      const { n } = await database.db.selectFrom('campaign').select((e) => e.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()
      expect(n).toBeTypeOf('number')
    })

    test('a program that asks thousands of times in a row leaves the thread to others meanwhile', async () => {
      let asked = 0, done = false
      const heard: number[] = []
      const others = (): void => { heard.push(asked); if (!done) setImmediate(others) }
      setImmediate(others)
      for (; asked < 300; asked++) await database.db.transaction().execute((trx) => trx.selectFrom('audit_head').select('seq').executeTakeFirst())
      done = true
      // A database in another process lets the thread go round so often that the list is too long for a call's arguments.
      expect(heard.reduce((most, at, n) => Math.max(most, at - (heard[n - 1] ?? 0)), 0)).toBeLessThan(10)
      expect(heard.length).toBeGreaterThan(100)
    })

    test.each([...APPEND_ONLY, 'log_key', 'log_checkpoint'])('%s can only be added to', async (table) => {
      for (const change of [`update ${table} set at = at`, `delete from ${table}`, `truncate ${table} cascade`])
        await expect(sql.raw(change).execute(database.db), change).rejects.toThrow(/only added/)
    })

    test('a second work of one participant, a cipher given twice and an unknown state are refused', async () => {
      const { work, school } = await addSchoolWithWork(database.db)
      const row = await database.db.selectFrom('work').selectAll().where('id', '=', work).executeTakeFirstOrThrow()
      const insert = (change: object) => database.db.insertInto('work').values({ ...row, id: `${work}-2`, ...change }).execute()
      await expect(insert({ cipher: `${work}-other` })).rejects.toThrow(/work_school_id_form_id_participant_code_key/)
      await expect(insert({ participant_code: '70099' })).rejects.toThrow(/work_cipher_key/)
      await expect(insert({ participant_code: '70099', cipher: `${work}-other`, state: 'lost' })).rejects.toThrow(/work_state_check/)
      expect(await database.db.selectFrom('work').select('id').where('school_id', '=', school).execute()).toEqual([{ id: work }])
    })

    test('a protocol is signed once and never changed', async () => {
      const { campaign, school, form, account } = await addSchoolWithWork(database.db)
      const id = `protocol-${school}`
      await database.db.insertInto('protocol').values({ id, campaign_id: campaign, school_id: school, form_id: form, state: 'approved', content: '{}', pdf_sha256: 'a'.repeat(64), approved_by: account }).execute()
      const change = (values: Updateable<Tables['protocol']>) => database.db.updateTable('protocol').set(values).where('id', '=', id).execute()
      await expect(change({ content: '{"changed":true}' })).rejects.toThrow(/signed once/)
      const signature = { state: 'signed', signed_sha256: 'b'.repeat(64), signed_by: account, signed_at: new Date() } as const
      await expect(change({ ...signature, pdf_sha256: 'c'.repeat(64) })).rejects.toThrow(/signed once/)
      await change(signature)
      await expect(change(signature)).rejects.toThrow(/signed once/)
      await expect(database.db.deleteFrom('protocol').where('id', '=', id).execute()).rejects.toThrow(/only added/)
    })

    test('a failed transaction leaves nothing', async () => {
      const attempt = database.db.transaction().execute(async (trx) => {
        await addSchoolWithWork(trx, 'gone')
        throw new Error('stop')
      })
      await expect(attempt).rejects.toThrow('stop')
      expect(await database.db.selectFrom('campaign').select('id').where('id', '=', 'campaign-gone').execute()).toEqual([])
    })
  })
}

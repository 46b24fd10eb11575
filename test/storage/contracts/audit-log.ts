import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verifyCheckpoint } from '../../../pipeline/protocol/checkpoint.ts'
import { appendAudit, readAudit, verifyAudit } from '../../../storage/audit-log.ts'
import { registerLogKey, signLog, storedCheckpoints } from '../../../storage/log-checkpoints.ts'
import type { Database } from '../../../storage/database/database.ts'
import { auditRoot } from '../../pipeline/protocol/audit-root.ts'
import { TEST_LOG_KEY } from '../../harness/log-key.ts'

const AT = new Date('2026-05-01T09:00:00Z')

/** What the audit log promises on every database engine. */
export function describeAuditLog(name: string, open: () => Promise<Database>): void {
  describe(`the audit log on ${name}`, () => {
    let database: Database
    beforeAll(async () => { database = await open() })
    afterAll(() => database.close())

    const append = (n: number) => database.db.transaction().execute((trx) =>
      appendAudit(trx, { type: 'test.happened', actor: 'account-1', at: new Date(1_775_030_400_123 + n), n }))

    // Past the triggers, as somebody with the owner's rights would do it.
    const tamper = (change: string) => database.db.transaction().execute(async (trx) => {
      await sql`set local session_replication_role = replica`.execute(trx)
      await sql.raw(change).execute(trx)
    })

    test('many writers at once make one unbroken chain', async () => {
      await Promise.all(Array.from({ length: 40 }, (_, n) => append(n)))
      expect(await verifyAudit(database.db)).toMatchObject({ ok: true, value: { seq: 40 } })
    })

    test('an event of a transaction that failed is not there and leaves no gap', async () => {
      const failed = database.db.transaction().execute(async (trx) => {
        await appendAudit(trx, { type: 'test.failed', actor: 'system', at: new Date() })
        throw new Error('stop')
      })
      await expect(failed).rejects.toThrow('stop')
      expect(await append(40)).toBe(41)
    })

    test('is read newest first, page by page, the time to the millisecond as it was hashed', async () => {
      const page = await readAudit(database.db, { limit: 3 })
      expect(page.map((event) => event.seq)).toEqual([41, 40, 39])
      expect(page[0]).toMatchObject({ at: '2026-04-01T08:00:00.163Z', body: '{"actor":"account-1","at":"2026-04-01T08:00:00.163Z","n":40,"type":"test.happened"}' })
      expect((await readAudit(database.db, { before: 3, limit: 10 })).map((event) => event.seq)).toEqual([2, 1])
    })

    test('a change behind the back of the program is found at its event', async () => {
      const whole = await readAudit(database.db, { limit: 1000 })
      const damage: readonly (readonly [string, number, string])[] = [
        [`update audit_event set body = replace(body, '"n":', '"n":7') where seq = 5`, 5, 'hash'],
        [`update audit_event set at = at + interval '1 second' where seq = 6`, 6, 'body'],
        ['delete from audit_event where seq = 7', 7, 'number'],
        ['delete from audit_event where seq = 41', 41, 'number'],
        [`update audit_head set hash = repeat('a', 64)`, 41, 'number'],
      ]
      for (const [change, seq, type] of damage) {
        await tamper(change)
        expect(await verifyAudit(database.db), change).toMatchObject({ ok: false, reason: { seq, type } })
        await tamper('delete from audit_event')
        await database.db.insertInto('audit_event').values([...whole]).execute()
        await tamper(`update audit_head set seq = ${whole[0]!.seq}, hash = '${whole[0]!.hash}'`)
        expect((await verifyAudit(database.db)).ok).toBe(true)
      }
    })

    test('the head cannot be turned back by the program', async () => {
      await expect(sql`update audit_head set seq = 40, hash = (select hash from audit_event where seq = 40)`.execute(database.db)).rejects.toThrow(/next event only/)
    })

    test('a checkpoint signed while others write covers the beginning that the log had, to the event; each is kept once', async () => {
      await registerLogKey(database.db, { key: TEST_LOG_KEY, at: AT })
      const sign = () => signLog(database.db, { key: TEST_LOG_KEY, at: AT })
      const signed = (await Promise.all(Array.from({ length: 30 }, async (_, n) => (n % 3 === 0 ? sign() : (await append(100 + n), null))))).filter((one) => one !== null)
      signed.push(await sign(), await sign())
      const hashes = (await readAudit(database.db, { limit: 1000 })).toReversed().map((event) => event.hash)
      for (const one of signed) {
        const { note, size } = one.ok ? one.value : { note: '', size: 0 }
        expect(verifyCheckpoint({ note, key: TEST_LOG_KEY.verifierKey })).toEqual({ ok: true, value: { origin: TEST_LOG_KEY.origin, size, root: auditRoot(hashes.slice(0, size)) } })
      }
      expect(signed.at(-1)).toMatchObject({ value: { size: hashes.length } })
      expect((await storedCheckpoints(database.db)).map((one) => one.note).sort()).toEqual([...new Set(signed.map((one) => (one.ok ? one.value.note : '')))].sort())
    })

    test('a log in which an event is missing, or whose end is another, is not signed', async () => {
      const whole = await readAudit(database.db, { limit: 1000 })
      const before = await storedCheckpoints(database.db)
      for (const [change, seq] of [['delete from audit_event where seq = 7', 7], [`delete from audit_event where seq = ${whole.length}`, whole.length], [`update audit_event set hash = repeat('a', 64) where seq = ${whole.length}`, whole.length]] as const) {
        await tamper(change)
        expect(await signLog(database.db, { key: TEST_LOG_KEY, at: AT }), change).toMatchObject({ ok: false, reason: { seq } })
        await tamper('delete from audit_event')
        await database.db.insertInto('audit_event').values([...whole]).execute()
      }
      expect(await storedCheckpoints(database.db)).toEqual(before)
    })
  })
}

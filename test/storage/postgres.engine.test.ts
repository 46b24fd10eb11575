import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { asExpert } from '../../storage/blind/as-expert.ts'
import { blindQueue } from '../../storage/blind/blind-works.ts'
import { openDatabaseQueue } from '../../workers/queue/bullmq-queue.ts'
import { makePostgresDatabase, openPostgresDatabase } from '../harness/postgres-database.ts'
import { describeAuditLog } from './contracts/audit-log.ts'
import { describeBlind } from './contracts/blind.ts'
import { describeDatabase } from './contracts/database.ts'
import { describeTasks } from './contracts/tasks.ts'

const open = () => openPostgresDatabase()
describeDatabase('PostgreSQL', open)
describeAuditLog('PostgreSQL', open)
describeTasks('PostgreSQL', open)
describeBlind('PostgreSQL', open)

test('processes that open a new database at once agree on its schema, the queue’s too', async () => {
  const url = await makePostgresDatabase()
  const opened = await Promise.all(Array.from({ length: 4 }, () => openPostgresDatabase(url)))
  const queues = await Promise.all(opened.map((database) => openDatabaseQueue({ database, onError: (error) => { throw error } })))
  await Promise.all(opened.map(async (database, n) => {
    expect(await database.db.selectFrom('audit_head').select('seq').execute()).toEqual([{ seq: 0 }])
    await queues[n]!.close()
    await database.close()
  }))
})

test('an owner who may not create roles gets the experts’ views all the same', async () => {
  const url = new URL(await makePostgresDatabase())
  const owner = `owner${url.pathname.slice(-8)}`
  const admin = await openPostgresDatabase(url.href)
  await sql.raw(`create role ${owner} login`).execute(admin.db)
  await sql.raw(`create database ${owner} owner ${owner}`).execute(admin.db)
  await admin.close()
  url.pathname = `/${owner}`
  url.username = owner
  const database = await openPostgresDatabase(url.href)
  const eyes = await database.db.transaction().execute((trx) => asExpert(trx, 'expert-1', async (blind) =>
    [await blindQueue(blind), (await sql<{ user: string }>`select current_user as "user"`.execute(blind)).rows[0]?.user]))
  expect(eyes).toEqual([[], owner])
  await database.close()
})

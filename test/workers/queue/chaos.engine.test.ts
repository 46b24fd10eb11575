import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase } from '../../../storage/database/open-database.ts'
import { startPostgres } from '../../harness/engines/postgres.ts'
import { startRedis } from '../../harness/engines/redis.ts'
import { addEffects, countDone, expectEachEffectOnce, startEffectWorker } from '../../harness/effects.ts'
import { killMidWork, startEffectProcess } from '../../harness/kill-mid-work.ts'
import { makeDatabaseFolder, openMemoryDatabase } from '../../harness/memory-database.ts'
import { makePostgresDatabase, openPostgresDatabase } from '../../harness/postgres-database.ts'
import { waitUntil } from '../../harness/wait-until.ts'

const COUNT = 250
let folder = ''
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'sverka-chaos-')) })
afterAll(() => rm(folder, { recursive: true }))

describe('every effect happens once', () => {
  test('while Redis is killed and comes back empty, twice', async () => {
    const database = await openPostgresDatabase()
    let redis = await startRedis(folder)
    const redisUrl = redis.url
    await addEffects(database.db, COUNT)
    const worker = await startEffectWorker({ database, redisUrl, concurrency: 4 })
    for (const done of [40, 150]) {
      await waitUntil(async () => await countDone(database.db) >= done)
      await redis.stop()
      await waitUntil(() => worker.errors.length > 0)
      redis = await startRedis(folder, Number(new URL(redisUrl).port))
    }
    await waitUntil(async () => await countDone(database.db) === COUNT)
    await worker.stop()
    await expectEachEffectOnce(database.db, COUNT)
    await redis.stop()
    await database.close()
  })

  test('when Redis is away at the start and answers later; and a worker can be stopped while it is away', async () => {
    const database = await openPostgresDatabase()
    const first = await startRedis(folder)
    await first.stop()
    await addEffects(database.db, 20)
    const worker = await startEffectWorker({ database, redisUrl: first.url })
    await waitUntil(() => worker.errors.length > 0)
    const redis = await startRedis(folder, Number(new URL(first.url).port))
    await waitUntil(async () => await countDone(database.db) === 20)
    await redis.stop()
    await worker.stop()
    await expectEachEffectOnce(database.db, 20)
    await database.close()
  })

  test.each(['Redis', 'the database'])('while workers are killed mid-task, the queue on %s', async (engine) => {
    const databaseUrl = await makePostgresDatabase()
    const database = await openPostgresDatabase(databaseUrl)
    const redis = engine === 'Redis' ? await startRedis(folder) : null
    await addEffects(database.db, COUNT)
    const start = () => startEffectProcess({ SVERKA_DATABASE_URL: databaseUrl, ...(redis ? { SVERKA_REDIS_URL: redis.url } : {}) })
    const [staying, ...dying] = [start(), start(), start()]
    await Promise.all(dying.map((worker) => killMidWork(worker, 10)))
    const left = await database.db.selectFrom('task').select('id').where('state', '=', 'running').execute()
    expect(left.length).toBeGreaterThan(0)
    await waitUntil(async () => await countDone(database.db) === COUNT, 60_000)
    await staying!.kill()
    await expectEachEffectOnce(database.db, COUNT)
    await redis?.stop()
    await database.close()
  })

  test('while the queue in PostgreSQL is emptied', async () => {
    const database = await openPostgresDatabase()
    await addEffects(database.db, COUNT)
    const worker = await startEffectWorker({ database, redisUrl: null })
    for (const done of [50, 200]) {
      await waitUntil(async () => await countDone(database.db) >= done)
      await sql`truncate bullmq.job cascade`.execute(database.db)
    }
    await waitUntil(async () => await countDone(database.db) === COUNT)
    await worker.stop()
    await expectEachEffectOnce(database.db, COUNT)
    await database.close()
  })

  test.each(['Redis', 'the database'])('while PostgreSQL itself is cut off and starts again, the queue on %s', async (engine) => {
    const own = await mkdtemp(join(tmpdir(), 'sverka-postgres-'))
    await chmod(own, 0o755)
    const postgres = await startPostgres(own)
    const redis = engine === 'Redis' ? await startRedis(folder) : null
    const database = await openPostgresDatabase(postgres.url)
    await addEffects(database.db, COUNT)
    const worker = await startEffectWorker({ database, redisUrl: redis?.url ?? null })
    for (const done of [50, 150]) {
      await waitUntil(async () => await countDone(database.db) >= done)
      await postgres.restart()
    }
    await waitUntil(async () => await countDone(database.db) === COUNT)
    await worker.stop()
    await expectEachEffectOnce(database.db, COUNT)
    await database.close()
    await Promise.all([postgres.stop(), redis?.stop()])
    await rm(own, { recursive: true })
  })

  test('while the queue in the embedded database is emptied', async () => {
    const database = await openMemoryDatabase()
    await addEffects(database.db, 60)
    const worker = await startEffectWorker({ database, redisUrl: null })
    for (const done of [10, 30]) {
      await waitUntil(async () => await countDone(database.db) >= done)
      await sql`truncate bullmq.job cascade`.execute(database.db)
    }
    await waitUntil(async () => await countDone(database.db) === 60)
    await worker.stop()
    await expectEachEffectOnce(database.db, 60)
    await database.close()
  })

  test('while the one process of the embedded database is killed, twice', async () => {
    const dataDir = join(folder, 'data')
    await makeDatabaseFolder(join(dataDir, 'database/pglite'))
    for (const effects of [15, 15]) await killMidWork(startEffectProcess({ SVERKA_DATA_DIR: dataDir }, '80'), effects)
    const database = await openDatabase({ databaseUrl: null, dataDir })
    if (!database.ok) throw new Error(database.reason.message)
    expect(await countDone(database.value.db)).toBeGreaterThanOrEqual(30)
    const worker = await startEffectWorker({ database: database.value, redisUrl: null })
    await waitUntil(async () => await countDone(database.value.db) === 80)
    await worker.stop()
    await expectEachEffectOnce(database.value.db, 80)
    await database.value.close()
  })
})

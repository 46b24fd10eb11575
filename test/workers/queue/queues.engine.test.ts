import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabaseQueue, openRedisQueue } from '../../../workers/queue/bullmq-queue.ts'
import { startRedis } from '../../harness/engines/redis.ts'
import { openPostgresDatabase } from '../../harness/postgres-database.ts'
import { describeQueue } from './contracts/queue.ts'

const onError = (error: Error): never => { throw error }

describeQueue('PostgreSQL', async () => {
  const database = await openPostgresDatabase()
  database.queuePool.setMaxListeners(50)
  return { open: () => openDatabaseQueue({ database, onError }), close: () => database.close() }
})

describeQueue('Redis', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sverka-redis-'))
  const redis = await startRedis(folder)
  return {
    open: async () => openRedisQueue({ redisUrl: redis.url, onError }),
    close: async () => { await redis.stop(); await rm(folder, { recursive: true }) },
  }
})

import type { Config } from '../../storage/config.ts'
import type { Database } from '../../storage/database/database.ts'
import { openDatabaseQueue, openRedisQueue, type QueueSettings } from './bullmq-queue.ts'
import type { Queue } from './queue.ts'

/** The queue that the settings name: Redis, or without it the database. */
export async function openQueue({ redisUrl, database, ...settings }: Pick<Config, 'redisUrl'> & { readonly database: Database } & QueueSettings): Promise<Queue> {
  return redisUrl ? openRedisQueue({ redisUrl, ...settings }) : openDatabaseQueue({ database, ...settings })
}

import { openDatabaseQueue } from '../../../workers/queue/bullmq-queue.ts'
import { openMemoryDatabase } from '../../harness/memory-database.ts'
import { describeQueue } from './contracts/queue.ts'

describeQueue('PGlite in memory', async () => {
  const database = await openMemoryDatabase()
  // BullMQ leaves a listener on the pool for every queue that is opened; a program opens one.
  database.queuePool.setMaxListeners(50)
  return {
    open: () => openDatabaseQueue({ database, onError: (error) => { throw error } }),
    close: () => database.close(),
  }
})

import { readConfig } from '../../storage/config.ts'
import { openDatabase } from '../../storage/database/open-database.ts'
import { addEffects, startEffectWorker } from './effects.ts'

// A worker in a process of its own, to be killed: says `effect` after each one. Settings come from the environment; with an argument
// it first asks for that many effects, unless they were asked for before.
const config = readConfig(process.env)
if (!config.ok) throw new Error(config.reason.join('\n'))
const database = await openDatabase(config.value)
if (!database.ok) throw new Error(database.reason.message)
const { db } = database.value
const asked = await db.selectFrom('task').select('id').limit(1).execute()
if (process.argv[2] && asked.length === 0) await addEffects(db, Number(process.argv[2]))
await startEffectWorker({ database: database.value, redisUrl: config.value.redisUrl, onEffect: () => console.log('effect') })

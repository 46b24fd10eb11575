import { openMemoryDatabase } from '../harness/memory-database.ts'
import { describeTasks } from './contracts/tasks.ts'

describeTasks('PGlite in memory', openMemoryDatabase)

import { openMemoryDatabase } from '../../harness/memory-database.ts'
import { describeBlind } from '../contracts/blind.ts'

describeBlind('PGlite in memory', openMemoryDatabase)

import { openMemoryDatabase } from '../harness/memory-database.ts'
import { describeAuditLog } from './contracts/audit-log.ts'

describeAuditLog('PGlite in memory', openMemoryDatabase)

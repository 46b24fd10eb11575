import { openPostgresDatabase } from '../harness/postgres-database.ts'
import { describeAuditLog } from './contracts/audit-log.ts'
import { describeBlind } from './contracts/blind.ts'
import { describeDatabase } from './contracts/database.ts'
import { describeTasks } from './contracts/tasks.ts'

const open = () => openPostgresDatabase()
describeDatabase('PostgreSQL', open)
describeAuditLog('PostgreSQL', open)
describeTasks('PostgreSQL', open)
describeBlind('PostgreSQL', open)

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../../storage/database/open-database.ts'
import { makeDatabaseFolder, openMemoryDatabase } from '../../harness/memory-database.ts'
import { addSchoolWithWork } from '../../harness/sample-rows.ts'
import { describeDatabase } from '../contracts/database.ts'

describeDatabase('PGlite in memory', openMemoryDatabase)

describe('opening a database', () => {
  test('the embedded one keeps its rows over a restart and refuses a second process in words', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'sverka-data-'))
    await makeDatabaseFolder(join(dataDir, 'database/pglite'))
    const first = await openDatabase({ databaseUrl: null, dataDir })
    if (!first.ok) throw new Error(first.reason.message)
    const { campaign } = await addSchoolWithWork(first.value.db)
    expect(await openDatabase({ databaseUrl: null, dataDir })).toMatchObject({ ok: false, reason: { type: 'held', message: expect.stringContaining('SVERKA_DATABASE_URL') as string } })
    await first.value.close()
    const second = await openDatabase({ databaseUrl: null, dataDir })
    if (!second.ok) throw new Error(second.reason.message)
    expect(await second.value.db.selectFrom('campaign').select('id').execute()).toEqual([{ id: campaign }])
    await second.value.close()
    await rm(dataDir, { recursive: true })
  })

  test('a server that does not answer is a problem in words', async () => {
    const answer = await openDatabase({ databaseUrl: 'postgres://nobody:secret@127.0.0.1:1/none', dataDir: '/none' })
    expect(answer).toMatchObject({ ok: false, reason: { type: 'unreachable', message: expect.stringContaining('не отвечает') as string } })
    expect(JSON.stringify(answer)).not.toContain('secret')
  })
})

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { sql } from 'kysely'
import { afterEach, expect, test, vi } from 'vitest'
import { openBlobs } from '../../../storage/blobs/open-blobs.ts'
import { readConfig, type Config } from '../../../storage/config.ts'
import type { Db } from '../../../storage/database/database.ts'
import { openDatabase } from '../../../storage/database/open-database.ts'
import { listOf, picturesOf } from '../../../storage/queries/erasures.ts'
import { registerErase } from '../../../workers/commands/erase.ts'
import { addSchoolWithWork } from '../../harness/sample-rows.ts'

const folder = mkdtempSync(join(tmpdir(), 'sverka-erase-'))
afterEach(() => { rmSync(folder, { recursive: true, force: true }); process.exitCode = undefined; vi.restoreAllMocks(); vi.unstubAllEnvs() })

async function sverkaErase(...options: string[]): Promise<{ said: string; code: number }> {
  let said = ''
  for (const way of ['log', 'error'] as const) vi.spyOn(console, way).mockImplementation((text) => { said += `${String(text)}\n` })
  process.exitCode = undefined
  const program = new Command().exitOverride()
  registerErase(program)
  await program.parseAsync(['erase', ...options], { from: 'user' })
  return { said, code: Number(process.exitCode ?? 0) }
}

async function inDatabase(config: Config, steps: (db: Db) => Promise<void>): Promise<void> {
  const opened = await openDatabase(config)
  if (!opened.ok) throw new Error(opened.reason.message)
  await steps(opened.value.db).finally(() => opened.value.close())
}

test('says what would go and why not yet; erases only what the coordinator asked for and the chair confirmed; the rows stay', async () => {
  vi.stubEnv('SVERKA_DATA_DIR', folder)
  expect(await sverkaErase()).toEqual({ said: expect.stringContaining('Перепроверки ещё нет'), code: 2 })

  const config = readConfig({ SVERKA_DATA_DIR: folder })
  if (!config.ok) throw new Error('settings')
  const blobs = await openBlobs(config.value.blobs)
  const scan = await blobs.put(new TextEncoder().encode('скан'))
  const at = new Date('2026-01-01T09:00:00Z')
  let campaign = ''
  await inDatabase(config.value, async (db) => {
    const rows = await addSchoolWithWork(db)
    campaign = rows.campaign
    await db.updateTable('campaign').set({ settings: '{}' }).execute()
    await db.updateTable('form').set({ content: JSON.stringify({ formVersion: 1, id: rows.form, title: 'Физика', subject: 'Физика', grade: 7, tasks: [{ id: '1', maxScore: 1 }], pages: [{ number: 1, blank: { file: 'f.pdf', page: 1 }, fields: [] }] }) }).execute()
    await sql`update scan_file set sha256 = ${scan}, uploaded_at = '2020-01-01T09:00:00Z'`.execute(db)
    const person = { password_hash: '-', subjects: '[]', years: 0, cap: null, other_schools: '[]', conflicts: '[]', school_id: null }
    await db.insertInto('account').values([{ ...person, id: 'desk', login: 'desk', role: 'municipality', name: 'Смирнова' }, { ...person, id: 'chair', login: 'chair', role: 'chair', name: 'Волкова' }]).execute()
  })
  const early = await sverkaErase('--run')
  expect(early.code).toBe(1)
  expect(early.said).toContain('сканов 1')
  expect(early.said).toContain('Школы ещё не передали работ: 1')
  expect(early.said).toContain('Не удалено')

  await inDatabase(config.value, async (db) => {
    await db.updateTable('work').set({ state: 'withdrawn' }).execute()
    const { names, sha256 } = listOf(await picturesOf(db, campaign))
    await db.insertInto('erasure_request').values({ id: 'request', campaign_id: campaign, pictures: names.length, list_sha256: sha256, asked_by: 'desk', asked_at: at }).execute()
  })
  expect(await sverkaErase('--run')).toEqual({ said: expect.stringContaining('ждёт ответа председателя'), code: 1 })
  expect(await blobs.has(scan)).toBe(true)

  await inDatabase(config.value, async (db) => { await db.insertInto('erasure_answer').values({ request_id: 'request', answer: 'confirmed', account_id: 'chair', at }).execute() })
  expect(await sverkaErase()).toEqual({ said: expect.stringContaining('подтверждён, изображения ещё не удалены'), code: 0 })
  expect(await blobs.has(scan)).toBe(true)
  expect(await sverkaErase('--run')).toEqual({ said: expect.stringContaining('(изображений 1, запросил Смирнова): выполнен.'), code: 0 })
  expect(await blobs.has(scan)).toBe(false)
  await inDatabase(config.value, async (db) => {
    expect(await db.selectFrom('scan_file').select('sha256').execute()).toEqual([{ sha256: scan }])
    expect((await db.selectFrom('audit_event').select('body').execute()).filter(({ body }) => body.includes('pictures.erased'))).toHaveLength(1)
  })
}, 180_000)

import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { readSignerLine, signerLine } from '../../../pipeline/protocol/log-key.ts'
import { appendAudit } from '../../../storage/audit-log.ts'
import { readConfig } from '../../../storage/config.ts'
import { openDatabase } from '../../../storage/database/open-database.ts'
import { registerLogKey } from '../../../storage/log-checkpoints.ts'
import { keepLogKey } from '../../../storage/log-key.ts'
import { registerEvidence } from '../../../workers/commands/evidence.ts'
import { registerVerify } from '../../../workers/commands/verify.ts'
import { makeDatabaseFolder } from '../../harness/memory-database.ts'

let folder = ''
let out = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sverka-evidence-'))
  out = await mkdtemp(join(tmpdir(), 'sverka-evidence-out-'))
  await makeDatabaseFolder(join(folder, 'database/pglite'))
})
afterEach(() => { process.exitCode = undefined; vi.restoreAllMocks(); vi.unstubAllEnvs() })
afterAll(async () => { for (const one of [folder, out]) await rm(one, { recursive: true, force: true }) })

async function sverka(...args: string[]): Promise<{ said: string; code: number }> {
  let said = ''
  for (const way of ['log', 'error'] as const) vi.spyOn(console, way).mockImplementation((text) => { said += `${String(text)}\n` })
  process.exitCode = undefined
  const program = new Command().exitOverride()
  registerEvidence(program)
  registerVerify(program)
  await program.parseAsync(args, { from: 'user' })
  return { said, code: Number(process.exitCode ?? 0) }
}

test('evidence is signed with the key that the server keeps, and verify holds the log against it', async () => {
  const config = readConfig({ SVERKA_DATA_DIR: folder })
  if (!config.ok) throw new Error('settings')
  // What a server does at its first start.
  const key = await keepLogKey(config.value)
  const opened = await openDatabase(config.value)
  if (!opened.ok) throw new Error(opened.reason.message)
  const { db } = opened.value
  await registerLogKey(db, { key, at: new Date() })
  await db.insertInto('campaign').values({ id: 'c', title: 'Перепроверка весны', municipality: 'Город Заречный', settings: '{}' }).execute()
  await db.transaction().execute((trx) => appendAudit(trx, { type: 'campaign.opened', actor: 'system', at: new Date() }, { type: 'school.added', actor: 'system', at: new Date() }))
  await opened.value.close()

  const bundle = join(out, 'bundle.zip')
  vi.stubEnv('SVERKA_DATA_DIR', folder)
  expect(await sverka('evidence', '-o', bundle)).toMatchObject({ code: 0, said: expect.stringContaining('Записей журнала 2, контрольных точек 1') })
  const verified = await sverka('verify', bundle)
  expect(verified).toMatchObject({ code: 0, said: expect.stringContaining('верно\tконтрольные точки\tпоследняя охватывает весь журнал, записей 2') })
  expect(verified.said).toContain(`верно\tключ журнала\tсверьте с опубликованным: ${key.verifierKey}`)

  // From another folder, with the key by setting: the same bundle but for its time; with a key of its own: none.
  vi.stubEnv('SVERKA_LOG_KEY', await readFile(join(folder, 'log-key'), 'utf8'))
  expect((await sverka('evidence', '-o', bundle)).code).toBe(0)
  const other = signerLine({ origin: 'other.example/audit', seed: Buffer.alloc(32, 9) })
  vi.stubEnv('SVERKA_LOG_KEY', other)
  expect(await sverka('evidence', '-o', join(out, 'other.zip'))).toMatchObject({ code: 2, said: expect.stringContaining('другой ключ, чем у сервера') })
  expect(await readdir(out)).toEqual(['bundle.zip'])

  const published = join(out, 'keys.txt')
  await writeFile(published, `${key.verifierKey}\n`)
  expect(await sverka('verify', bundle, '--log-key', published)).toMatchObject({ code: 0, said: expect.stringContaining('тот же, что опубликован') })
  await writeFile(published, readSignerLine(other)!.verifierKey)
  expect(await sverka('verify', bundle, '--log-key', published)).toMatchObject({ code: 1, said: expect.stringContaining('неверно\tключ журнала\tне из опубликованных') })
})

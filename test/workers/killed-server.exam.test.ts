import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { municipalityScans, type MunicipalScan } from '../../fixtures/municipality-scans.ts'
import { planMunicipality, type Municipality } from '../../fixtures/municipality.ts'
import type { SchoolOverview } from '../../grader-ui/api/school.ts'
import { openFolderBlobs } from '../../storage/blobs/folder-blobs.ts'
import { verifyAudit } from '../../storage/audit-log.ts'
import { openDatabase } from '../../storage/database/open-database.ts'
import { sendScans } from '../../workers/demo/act-school.ts'
import { foundCampaign } from '../../workers/demo/found-campaign.ts'
import { HttpPerson } from '../../workers/demo/http-person.ts'

const PASSWORD = 'killed-server-password'
const ENTRY = new URL('../../workers/sverka.mjs', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'sverka-killed-'))
let municipality: Municipality
let scan: MunicipalScan
let running: ChildProcess | null = null

beforeAll(async () => {
  const whole = await planMunicipality({ seed: 'killed', worksAForm: 3 })
  municipality = { ...whole, schools: whole.schools.slice(0, 1), forms: whole.forms.slice(0, 1), experts: [] }
  for await (const one of municipalityScans(municipality)) scan = one
})

afterAll(() => {
  running?.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

async function open(dataDir: string) {
  const opened = await openDatabase({ databaseUrl: null, dataDir })
  if (!opened.ok) throw new Error(opened.reason.message)
  return opened.value
}

async function found(dataDir: string): Promise<void> {
  const database = await open(dataDir)
  await foundCampaign({ db: database.db, blobs: openFolderBlobs(join(dataDir, 'blobs')), municipality, password: PASSWORD, at: new Date() })
  await database.close()
}

/** Starts the server as a person does and waits until it says where it listens. */
async function serve(dataDir: string): Promise<string> {
  running = spawn(process.execPath, [ENTRY, 'serve'], { env: { ...process.env, SVERKA_DATA_DIR: dataDir, SVERKA_PORT: '0', SVERKA_LOG_LEVEL: 'error' }, stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  for await (const chunk of running.stdout!) {
    said += String(chunk)
    const url = /http:\/\/\S+/.exec(said)?.[0]
    if (url) return url
  }
  throw new Error(`The server did not start: ${said}`)
}

async function kill(): Promise<void> {
  const gone = once(running!, 'exit')
  running!.kill('SIGKILL')
  await gone
}

const coordinator = (url: string): Promise<HttpPerson> => new HttpPerson(url).login(municipality.schools[0]!.login, PASSWORD)

async function until(person: HttpPerson, enough: (view: SchoolOverview) => boolean): Promise<void> {
  while (!enough(await person.get<SchoolOverview>('/api/school/overview'))) await sleep(100)
}
const decided = (view: SchoolOverview): boolean => view.files.length > 0 && view.files.every((file) => file.state === 'opened') && (view.pages.waiting ?? 0) === 0

/** Everything that the ingest leaves behind, without ids, ciphers and times, which are new in every run. */
async function leftBehind(dataDir: string) {
  const { db, close } = await open(dataDir)
  const pages = await db.selectFrom('page as p').innerJoin('scan_file as f', 'f.id', 'p.file_id').leftJoin('work as w', 'w.id', 'p.work_id')
    .select(['f.name', 'p.number', 'p.state', 'p.form_id', 'p.form_page', 'p.rotation', 'p.image_sha256', 'w.participant_code']).orderBy('f.name').orderBy('p.number').execute()
  const values = await db.selectFrom('work_value as v').innerJoin('work as w', 'w.id', 'v.work_id').select(['w.participant_code', 'v.field', 'v.task', 'v.box', 'v.value', 'v.source'])
    .orderBy('w.participant_code').orderBy('v.field').orderBy('v.task').orderBy('v.box').orderBy('v.seq').execute()
  const doubts = await db.selectFrom('doubt as d').innerJoin('page as p', 'p.id', 'd.page_id').select(['p.number', 'd.kind', 'd.task', 'd.box', 'd.value', 'd.state'])
    .orderBy('p.number').orderBy('d.kind').orderBy('d.task').orderBy('d.box').execute()
  const files = await db.selectFrom('scan_file').select(['name', 'sha256', 'state', 'page_count', 'problem']).orderBy('name').execute()
  const chain = await verifyAudit(db)
  await close()
  expect(chain.ok).toBe(true)
  return { files, pages, values, doubts }
}

test('a server killed in the middle of reading a file, twice, ends in the same state as one that was not', async () => {
  const [calm, killed] = [join(folder, 'calm'), join(folder, 'killed')]
  await found(calm)
  const calmPerson = await coordinator(await serve(calm))
  await sendScans({ person: calmPerson, municipality, scan })
  await until(calmPerson, decided)
  await kill()

  await found(killed)
  const first = await coordinator(await serve(killed))
  await sendScans({ person: first, municipality, scan })
  await until(first, (view) => view.files.some((file) => file.pagesDone >= 2))
  await kill()
  const second = await coordinator(await serve(killed))
  await until(second, (view) => view.files.some((file) => file.pagesDone >= 6))
  await kill()
  const third = await coordinator(await serve(killed))
  await until(third, decided)
  await kill()

  const state = await leftBehind(killed)
  expect(state).toEqual(await leftBehind(calm))
  expect(state.pages).toHaveLength(scan.pages.length)
  expect(state.pages.every((page) => page.state === 'work' || page.state === 'doubtful')).toBe(true)
})

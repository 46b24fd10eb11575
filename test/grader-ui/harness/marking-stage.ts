import { mkdtemp, rm } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pino } from 'pino'
import type { Page } from 'playwright-core'
import { fixtureForm } from '../../../fixtures/form-blanks.ts'
import { NEAT_HABITS, planWork } from '../../../fixtures/plan-work.ts'
import { seededRandom } from '../../../fixtures/random.ts'
import { makeWriter, writeWork } from '../../../fixtures/write-work.ts'
import { buildApp } from '../../../grader-ui/server/build-app.ts'
import { encodeJpeg } from '../../../pipeline/image/codec.ts'
import type { Form } from '../../../pipeline/model/form.ts'
import type { Blobs } from '../../../storage/blobs/blobs.ts'
import { openFolderBlobs } from '../../../storage/blobs/folder-blobs.ts'
import type { Database, Db } from '../../../storage/database/database.ts'
import { newId } from '../../../storage/new-id.ts'
import { hashPassword } from '../../../storage/passwords.ts'
import { addAccount } from '../../../storage/queries/accounts.ts'
import { loadFonts } from '../../../workers/fonts.ts'
import { TEST_LOG_KEY } from '../../harness/log-key.ts'

export const STAGE_PASSWORD = 'пароль эксперта'
export const STAGE_FORM = 'physics-7-2023'

/** A server that listens, with experts who have works to mark: written pages at 200 dpi, as they come from anonymising. */
export interface MarkingStage {
  readonly url: string
  readonly db: Db
  readonly blobs: Blobs
  readonly form: Form
  close(): Promise<void>
}

/** Opens the stage: each of `experts` has `works` works in the queue. Pages are drawn for `papers` different pupils and shared out. */
export async function openMarkingStage({ database, experts = 1, works, papers = 2, settings = {}, dispatch = () => Promise.resolve() }: {
  readonly database: Database; readonly experts?: number; readonly works: number; readonly papers?: number; readonly settings?: object; readonly dispatch?: (tasks: readonly string[]) => Promise<void>
}): Promise<MarkingStage> {
  const folder = await mkdtemp(join(tmpdir(), 'sverka-marking-'))
  const blobs = openFolderBlobs(folder)
  const { db } = database
  const form = await fixtureForm(STAGE_FORM)
  const app = await buildApp({
    database: db, blobs, clock: () => new Date(), random: (bytes) => randomBytes(bytes), fonts: await loadFonts(), logKey: TEST_LOG_KEY, dispatch, log: pino({ level: 'error' }),
    config: {
      publicUrl: 'http://localhost', sessionSecret: 'a secret of at least thirty-two characters', maxFileBytes: 200_000, uploadFolder: folder, loginsPerMinute: 100_000, liveEveryMs: 200,
      webFolder: resolve(import.meta.dirname, '../../../grader-ui/web/dist'),
    },
  })
  await seedPeople({ db, form, experts, settings })
  const sheets = await Promise.all(Array.from({ length: papers }, (_, paper) => drawPages({ form, paper, blobs })))
  for (let expert = 1; expert <= experts; expert++) await addQueue({ db, form, expert, works, sheets })
  await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`, db, blobs, form,
    async close() {
      app.server.closeAllConnections()
      await app.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

interface StagePage { readonly sha256: string; readonly widthPx: number; readonly heightPx: number; readonly formPage: number }

async function drawPages({ form, paper, blobs }: { readonly form: Form; readonly paper: number; readonly blobs: Blobs }): Promise<readonly StagePage[]> {
  const seed = `marking stage ${paper}`
  const plan = planWork({ form, variant: '1', code: '70001', random: seededRandom(seed), habits: NEAT_HABITS })
  const rasters = await writeWork({ form, plan: { ...plan, fields: [] }, pupil: makeWriter(seed, 'pupil'), teacher: makeWriter(seed, 'teacher'), seed, dpi: 200, answers: 'without-signs' })
  return Promise.all(rasters.map(async (raster, index) => ({ sha256: await blobs.put(await encodeJpeg(raster, 80)), widthPx: raster.width, heightPx: raster.height, formPage: index + 1 })))
}

async function seedPeople({ db, form, experts, settings }: { db: Db; form: Form; experts: number; settings: object }): Promise<void> {
  await db.insertInto('campaign').values({ id: 'campaign', title: 'Перепроверка весны', municipality: 'Город Заречный', settings: JSON.stringify(settings) }).execute()
  await db.insertInto('form').values({ id: form.id, campaign_id: 'campaign', content: JSON.stringify(form), blanks: JSON.stringify({}) }).execute()
  await db.insertInto('school').values([{ id: 'school-1', campaign_id: 'campaign', name: 'Школа № 1' }, { id: 'school-2', campaign_id: 'campaign', name: 'Школа № 2' }]).execute()
  const passwordHash = await hashPassword(STAGE_PASSWORD)
  const nobody = { subjects: [], years: 0, cap: null, otherSchools: [], conflicts: [], schoolId: null, passwordHash } as const
  await addAccount(db, { ...nobody, id: 'municipality', login: 'municipality', role: 'municipality', name: 'Муниципальный координатор' })
  await addAccount(db, { ...nobody, id: 'chair', login: 'chair', role: 'chair', name: 'Председатель' })
  for (let number = 1; number <= experts; number++) {
    await addAccount(db, { ...nobody, id: `expert-${number}`, login: `expert-${number}`, role: 'expert', name: `Эксперт ${number}`, schoolId: 'school-2', subjects: [form.subject], years: 5 })
  }
  await db.insertInto('draw').values({ id: 'draw', campaign_id: 'campaign', form_id: form.id, purpose: 'first', seed: '1', manifest_sha256: 'd'.repeat(64), content: '{}', account_id: 'municipality' }).execute()
}

async function addQueue({ db, form, expert, works, sheets }: { db: Db; form: Form; expert: number; works: number; sheets: readonly (readonly StagePage[])[] }): Promise<void> {
  const all = Array.from({ length: works }, (_, index) => ({ id: newId(), place: index + 1, code: String(10_000 * expert + index), cipher: randomBytes(16).toString('hex'), sheet: sheets[index % sheets.length]! }))
  await db.insertInto('work').values(all.map((work) => ({ id: work.id, campaign_id: 'campaign', school_id: 'school-1', form_id: form.id, participant_code: work.code, variant: '1', state: 'anonymised' as const, cipher: work.cipher }))).execute()
  await db.insertInto('blind_page').values(all.flatMap((work) => work.sheet.map((page) => ({ id: newId(), work_id: work.id, form_page: page.formPage, sha256: page.sha256, width_px: page.widthPx, height_px: page.heightPx, certificate: '{}' })))).execute()
  await db.insertInto('assignment').values(all.map((work) => ({ id: newId(), draw_id: 'draw', work_id: work.id, expert_id: `expert-${expert}`, round: 1, tasks: 'null', place: work.place, state: 'open' as const, submitted_at: null }))).execute()
}

/** Logs an expert into a fresh page. */
export async function enterAs(page: Page, url: string, login: string): Promise<void> {
  await page.goto(url)
  await page.getByLabel('Логин').fill(login)
  await page.getByLabel('Пароль').fill(STAGE_PASSWORD)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Выйти' }).waitFor()
}

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHash, randomBytes } from 'node:crypto'
import { pino } from 'pino'
import { buildApp } from '../../../../grader-ui/server/build-app.ts'
import type { App } from '../../../../grader-ui/server/services.ts'
import { formSchema, type Form } from '../../../../pipeline/model/form.ts'
import type { Blobs } from '../../../../storage/blobs/blobs.ts'
import { openFolderBlobs } from '../../../../storage/blobs/folder-blobs.ts'
import type { Database, Db } from '../../../../storage/database/database.ts'
import { registerLogKey } from '../../../../storage/log-checkpoints.ts'
import { newId } from '../../../../storage/new-id.ts'
import { hashPassword } from '../../../../storage/passwords.ts'
import { addAccount, type Account } from '../../../../storage/queries/accounts.ts'
import { loadFonts } from '../../../../workers/fonts.ts'
import { TEST_LOG_KEY } from '../../../harness/log-key.ts'
import { openMemoryDatabase } from '../../../harness/memory-database.ts'
import { TestPerson } from './test-person.ts'

export const PASSWORD = 'пароль для проверки'
let passwordHash: Promise<string> | undefined

/** Two pages, three tasks: small enough to be read in a test, with every kind of field. */
export const FORM: Form = formSchema.parse({
  formVersion: 1, id: 'physics-7', title: 'ВПР. Физика. 7 класс', subject: 'Физика', grade: 7, variants: ['1', '2'],
  tasks: [{ id: '1', maxScore: 1 }, { id: '2', maxScore: 2 }, { id: '3', maxScore: 9 }], markBorders: { 3: 4, 4: 7, 5: 10 },
  pages: [
    { number: 1, blank: { file: 'physics-7.pdf', page: 1 }, fields: [
      { kind: 'header', box: [15, 8, 110, 14] }, { kind: 'code', box: [150, 8, 45, 12] },
      ...['1', '2', '3'].map((task, index) => ({ kind: 'score', task, box: [30 + index * 12, 260, 11, 10] })),
      { kind: 'total', box: [160, 260, 15, 10] }, { kind: 'mark', box: [178, 260, 15, 10] },
      { kind: 'answer', tasks: ['1', '2'], box: [20, 60, 165, 180] },
    ] },
    { number: 2, blank: { file: 'physics-7.pdf', page: 2 }, fields: [
      { kind: 'header', box: [15, 8, 110, 14] }, { kind: 'code', box: [150, 8, 45, 12] }, { kind: 'answer', tasks: ['3'], box: [20, 60, 165, 180] },
    ] },
  ],
})

export interface TestServer {
  readonly db: Db
  readonly blobs: Blobs
  readonly app: App
  /** Where uploads lie that have not come whole. */
  readonly uploadFolder: string
  /** Task ids that were handed to the queue. */
  readonly dispatched: string[]
  /** What the log was told, line by line. */
  readonly logged: string[]
  /** A browser in which this account has logged in. */
  as(login: string): Promise<TestPerson>
  close(): Promise<void>
}

/** A server on a database in memory, unless `open` opens another, with one campaign, `schools` schools, an expert of each, a chair and a municipal coordinator. */
export async function openTestServer({ schools = 4, settings = {}, loginsPerMinute = 1000, open = openMemoryDatabase }: {
  readonly schools?: number; readonly settings?: object; readonly loginsPerMinute?: number; readonly open?: () => Promise<Database>
} = {}): Promise<TestServer> {
  const database = await open()
  const folder = await mkdtemp(join(tmpdir(), 'sverka-test-'))
  const blobs = openFolderBlobs(folder)
  const dispatched: string[] = []
  const logged: string[] = []
  const app = await buildApp({
    database: database.db, blobs, clock: () => new Date('2026-05-12T09:00:00Z'), random: (bytes) => randomBytes(bytes), fonts: await loadFonts(), logKey: TEST_LOG_KEY,
    dispatch: async (ids) => { dispatched.push(...ids) },
    log: pino({ level: 'info' }, { write: (line) => { logged.push(line) } }),
    config: { publicUrl: 'http://localhost', sessionSecret: 'a secret of at least thirty-two characters', maxFileBytes: 200_000, uploadFolder: join(folder, 'uploads'), webFolder: null, loginsPerMinute, liveEveryMs: 20 },
  })
  await registerLogKey(database.db, { key: TEST_LOG_KEY, at: new Date('2026-05-01T09:00:00Z') })
  await seed(database.db, { schools, settings })
  return {
    db: database.db, blobs, app, dispatched, logged, uploadFolder: join(folder, 'uploads'),
    async as(login) {
      const person = new TestPerson(app)
      const answer = await person.login(login, PASSWORD)
      if (answer.status !== 200) throw new Error(`${login}: ${answer.body.error ?? ''}`)
      return person
    },
    async close() {
      await app.close()
      await database.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The names that no expert may ever receive. */
export const schoolName = (number: number): string => `Школа имени Берёзы №${number}${number}${number}`

async function seed(db: Db, { schools, settings }: { schools: number; settings: object }): Promise<void> {
  await db.insertInto('campaign').values({ id: 'campaign', title: 'Перепроверка весны', municipality: 'Город Заречный', settings: JSON.stringify(settings) }).execute()
  await db.insertInto('form').values({ id: FORM.id, campaign_id: 'campaign', content: JSON.stringify(FORM), blanks: JSON.stringify({}) }).execute()
  const hash = await (passwordHash ??= hashPassword(PASSWORD))
  const account = async (one: Partial<Account> & Pick<Account, 'id' | 'role'>): Promise<void> => addAccount(db, {
    login: one.id, name: `Имя ${one.id}`, schoolId: null, subjects: [], years: 0, cap: null, otherSchools: [], conflicts: [], passwordHash: hash, ...one,
  })
  for (let number = 1; number <= schools; number++) {
    await db.insertInto('school').values({ id: `school-${number}`, campaign_id: 'campaign', name: schoolName(number) }).execute()
    await account({ id: `coordinator-${number}`, role: 'school', schoolId: `school-${number}` })
    await account({ id: `expert-${number}`, role: 'expert', schoolId: `school-${number}`, subjects: [FORM.subject], years: 10 })
  }
  await account({ id: 'chair', role: 'chair' })
  await account({ id: 'municipality', role: 'municipality' })
}

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** A scanned file of a school with pages in given states. Answers the pages' ids. */
export async function addPages(db: Db, { school, pages }: {
  readonly school: number
  readonly pages: readonly { readonly state: 'waiting' | 'work' | 'doubtful' | 'foreign' | 'duplicate' | 'discarded'; readonly formPage?: number; readonly workId?: string; readonly reading?: object; readonly imageSha256?: string }[]
}): Promise<string[]> {
  const fileId = newId()
  await db.insertInto('scan_file').values({
    id: fileId, campaign_id: 'campaign', school_id: `school-${school}`, name: `скан-${fileId}.pdf`, sha256: hashOf(fileId), size_bytes: 1, state: 'opened', page_count: pages.length, problem: null,
    uploaded_by: `coordinator-${school}`,
  }).execute()
  const ids: string[] = []
  for (const [index, page] of pages.entries()) {
    const id = newId()
    ids.push(id)
    await db.insertInto('page').values({
      id, file_id: fileId, number: index + 1, state: page.state, reasons: JSON.stringify([]), form_id: page.formPage === undefined ? null : FORM.id, form_page: page.formPage ?? null,
      rotation: 0, skew_deg: 0, image_sha256: page.imageSha256 ?? null, width_px: 1654, height_px: 2339, work_id: page.workId ?? null,
    }).execute()
    if (page.reading) {
      const reading = { file: 'скан.pdf', page: index + 1, status: 'review', reasons: [], form: FORM.id, formPage: page.formPage ?? null, rotation: 0, skewDeg: 0, ...page.reading }
      await db.insertInto('page_reading').values({ id: newId(), page_id: id, evidence: JSON.stringify(null), reading: JSON.stringify(reading) }).execute()
    }
  }
  return ids
}

/** A work of a school with both its pages and what the school's teacher gave. Answers its id. */
export async function addWork(db: Db, { school, code, scores = {}, total = null, mark = null, state = 'staged' }: {
  readonly school: number; readonly code: string; readonly scores?: Readonly<Record<string, string>>; readonly total?: string | null; readonly mark?: string | null; readonly state?: 'staged' | 'released' | 'anonymised'
}): Promise<{ readonly id: string; readonly pages: readonly string[]; readonly cipher: string }> {
  // The same each time, and as long as the program's own: draws, and what lies where, follow from them.
  const [id, cipher] = ['work', 'cipher'].map((what) => createHash('sha256').update(`${what} ${school} ${code}`).digest('hex').slice(0, 32)) as [string, string]
  await db.insertInto('work').values({ id, campaign_id: 'campaign', school_id: `school-${school}`, form_id: FORM.id, participant_code: code, variant: '1', state, cipher }).execute()
  const pages = await addPages(db, { school, pages: [{ state: 'work', formPage: 1, workId: id }, { state: 'work', formPage: 2, workId: id }] })
  const value = (field: 'score' | 'total' | 'mark' | 'variant', task: string | null, text: string) =>
    db.insertInto('work_value').values({ id: newId(), work_id: id, page_id: pages[0]!, field, task, box: field === 'score' ? 0 : null, value: text, source: 'scan', account_id: null }).execute()
  await value('variant', null, '1')
  for (const [task, score] of Object.entries(scores)) await value('score', task, score)
  if (total !== null) await value('total', null, total)
  if (mark !== null) await value('mark', null, mark)
  return { id, pages, cipher }
}

/** A results form of a school that lists these codes. */
export async function addResultsForm(db: Db, { school, codes, rows }: { readonly school: number; readonly codes: readonly string[]; readonly rows?: Readonly<Record<string, { scores: Record<string, string>; total: string | null }>> }): Promise<void> {
  const content = { tasks: FORM.tasks, problems: [], rows: codes.map((code) => ({ code, variant: '1', scores: rows?.[code]?.scores ?? {}, total: rows?.[code]?.total ?? null, classNumber: null, journalMark: null })) }
  await db.insertInto('results_form').values({ id: newId(), school_id: `school-${school}`, form_id: FORM.id, name: 'форма.xlsx', sha256: hashOf(codes.join()), content: JSON.stringify(content), account_id: `coordinator-${school}` }).execute()
}

/** A question about a page. Answers its id. */
export async function addDoubt(db: Db, { school, pageId, workId = null, kind, task = null, value = '' }: {
  readonly school: number; readonly pageId: string; readonly workId?: string | null; readonly kind: 'code' | 'score' | 'total' | 'mark' | 'variant' | 'page'; readonly task?: string | null; readonly value?: string
}): Promise<string> {
  const id = newId()
  await db.insertInto('doubt').values({
    id, school_id: `school-${school}`, page_id: pageId, work_id: workId, kind, task, box: kind === 'score' ? 0 : null, reasons: JSON.stringify(['score-doubtful']), value,
    candidates: JSON.stringify([{ value, confidence: 0.6 }]), crop_px: JSON.stringify([10, 20, 30, 40]), state: 'open',
  }).execute()
  return id
}

import { randomBytes } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { planMunicipality, type Municipality, type MunicipalWork } from '../../fixtures/municipality.ts'
import { municipalityScans, type MunicipalScan } from '../../fixtures/municipality-scans.ts'
import type { ProtocolRow } from '../../grader-ui/api/chair.ts'
import type { MunicipalityOverview } from '../../grader-ui/api/municipality.ts'
import type { SchoolOverview } from '../../grader-ui/api/school.ts'
import { makeDemoSigner } from '../../fixtures/demo-signer.ts'
import type { Config } from '../../storage/config.ts'
import { runServer, type RunningServer } from '../run-server.ts'
import { gradeAll } from './act-expert.ts'
import { confirmOpenings, holdDraw } from './act-municipality.ts'
import { clearDoubts, lookAtBlindPages, releaseAll, sendScans } from './act-school.ts'
import { foundCampaign } from './found-campaign.ts'
import { HttpPerson } from './http-person.ts'
import type { Progress } from './show-progress.ts'
import { tallyReadings, type Tally } from './tally-readings.ts'
import { untilDone } from './until-done.ts'

/** The subject that is graded to the end; the other one is left to the visitor. */
const GRADED_FORM = 'physics-7-2023'
const LOGINS_PER_MINUTE = 1000
const KEY_PASSWORD = 'demo'

export interface DemoResult {
  readonly server: RunningServer
  readonly municipality: Municipality
  readonly tallies: readonly Tally[]
  readonly pages: { readonly scanned: number; readonly accounted: number }
  readonly doubts: number
  /** Blind pages that coordinators looked at. */
  readonly looked: number
  readonly graded: number
  readonly protocolPdf: string
  readonly comparisonXlsx: string
}

/** The whole way on made-up works, through the same routes as people use: scans in, signed protocol out. */
export async function runDemo({ config, folder, password, seed, progress, log, worksAForm = 5 }: {
  readonly config: Config; readonly folder: string; readonly password: string; readonly seed: string; readonly progress: Progress; readonly log: Logger; readonly worksAForm?: number
}): Promise<DemoResult> {
  const municipality = await planMunicipality({ seed, worksAForm })
  await rm(config.dataDir, { recursive: true, force: true })
  await mkdir(join(folder, 'scans'), { recursive: true })
  const server = await runServer({ config, log, loginsPerMinute: LOGINS_PER_MINUTE })
  const { db } = server.engines.database
  await foundCampaign({ db, blobs: server.engines.blobs, municipality, password, at: new Date() })
  const enter = (login: string): Promise<HttpPerson> => new HttpPerson(server.url).login(login, password)

  const coordinators = await Promise.all(municipality.schools.map(async (school) => ({ school, person: await enter(school.login) })))
  progress.step('Работы пишутся, проверяются учителями, сканируются и загружаются школами')
  const scans: MunicipalScan[] = []
  for await (const scan of municipalityScans(municipality)) {
    await writeFile(join(folder, 'scans', scan.file), scan.bytes)
    // A school does not wait for the others: its pages are read while the next scanner still runs.
    await sendScans({ person: coordinators.find(({ school }) => school.id === scan.school)!.person, municipality, scan })
    scans.push(scan)
    progress.update(scans.length, municipality.schools.length * municipality.forms.length)
  }
  const scanned = scans.reduce((sum, scan) => sum + scan.pages.length, 0)

  progress.step('Страницы распознаются')
  await untilDone(db, async () => {
    const views = await Promise.all(coordinators.map(({ person }) => person.get<SchoolOverview>('/api/school/overview')))
    progress.update(views.flatMap((view) => view.files).reduce((sum, file) => sum + file.pagesDone, 0), scanned)
  })
  const tallies = await tallyReadings({ db, municipality, scans })
  const { accounted } = await db.selectFrom('page').where('state', '<>', 'waiting').select((is) => is.fn.countAll<number>().as('accounted')).executeTakeFirstOrThrow()

  progress.step('Координаторы школ разбирают сомнительные места')
  let doubts = 0
  for (const [index, { school, person }] of coordinators.entries()) {
    doubts += await clearDoubts({ person, municipality, scans: scans.filter((scan) => scan.school === school.id) })
    progress.update(index + 1, coordinators.length)
  }

  progress.step('Работы передаются и обезличиваются')
  let released = 0
  for (const { person } of coordinators) released += await releaseAll(person)
  const anonymised = (): Promise<void> => untilDone(db, async () => {
    const { done } = await db.selectFrom('work').where('state', '=', 'anonymised').select((is) => is.fn.countAll<number>().as('done')).executeTakeFirstOrThrow()
    progress.update(done, released)
  })
  await anonymised()
  progress.step('Координаторы школ смотрят обезличенные страницы, за которые программа не ручается')
  let looked = 0
  for (const { school, person } of coordinators) looked += await lookAtBlindPages({ person, municipality, scans: scans.filter((scan) => scan.school === school.id) })
  await anonymised()

  progress.step('Жеребьёвка: работы — экспертам других школ')
  const municipal = await enter('municipality')
  for (const [index, form] of municipality.forms.entries()) {
    await holdDraw({ municipal, schools: municipality.schools, formId: form.id, seed })
    progress.update(index + 1, municipality.forms.length)
  }

  progress.step('Эксперты проверяют физику')
  const graded = await gradeSubject({ server, municipality, municipal, enter, progress })

  progress.step('Председатель утверждает и подписывает протоколы')
  const files = await signProtocols({ folder, municipality, chair: await enter('chair'), municipal, progress })
  progress.end()
  return { server, municipality, tallies, pages: { scanned, accounted }, doubts, looked, graded, ...files }
}

/** Everybody grades what the queue holds until nothing of the subject is open, third experts included. */
async function gradeSubject({ server, municipality, municipal, enter, progress }: {
  server: RunningServer; municipality: Municipality; municipal: HttpPerson; enter: (login: string) => Promise<HttpPerson>; progress: Progress
}): Promise<number> {
  const ciphers = await server.engines.database.db.selectFrom('work').select(['cipher', 'school_id', 'form_id', 'participant_code']).where('form_id', '=', GRADED_FORM).execute()
  const workOfCipher = (cipher: string): MunicipalWork | null => {
    const row = ciphers.find((one) => one.cipher === cipher.split('-')[0])
    return municipality.works.find((work) => work.school === row?.school_id && work.form === row.form_id && work.plan.code === row.participant_code) ?? null
  }
  const subject = municipality.forms.find((form) => form.id === GRADED_FORM)!.subject
  const experts = municipality.experts.filter((expert) => expert.subjects.includes(subject))
  let graded = 0
  const show = async (): Promise<void> => {
    const { forms } = await municipal.get<MunicipalityOverview>('/api/municipality/overview')
    const all = forms.find((form) => form.formId === GRADED_FORM)!.experts.reduce((sum, expert) => sum + expert.assigned, 0)
    progress.update(graded, all)
  }
  for (let before = -1; graded !== before;) {
    before = graded
    for (const expert of experts) {
      await gradeAll({ person: await enter(expert.id), expert: expert.id, municipality, workOfCipher, onWork: () => { graded++ } })
      await show()
    }
  }
  return graded
}

async function signProtocols({ folder, municipality, chair, municipal, progress }: { folder: string; municipality: Municipality; chair: HttpPerson; municipal: HttpPerson; progress: Progress }): Promise<{ protocolPdf: string; comparisonXlsx: string }> {
  const signer = await makeDemoSigner({ commonName: municipality.chair.name, password: KEY_PASSWORD, random: (length) => randomBytes(length), from: new Date(), days: 365 })
  await writeFile(join(folder, 'chair.p12'), signer.p12)
  await writeFile(join(folder, 'ca.pem'), signer.caPem)
  const { protocols } = await chair.get<{ protocols: ProtocolRow[] }>('/api/chair/protocols')
  const ready = protocols.filter((row) => row.formId === GRADED_FORM)
  for (const { schoolId, formId } of ready) await chair.send('POST', `/api/chair/protocols/${schoolId}/${formId}/open-ciphers`)
  await confirmOpenings(municipal)
  let files = { protocolPdf: '', comparisonXlsx: '' }
  for (const [index, { schoolId, formId }] of ready.entries()) {
    const path = `/api/chair/protocols/${schoolId}/${formId}`
    await chair.send('POST', `${path}/approve`)
    const { pdfUrl } = await chair.upload<{ pdfUrl: string }>(`${path}/sign`, { p12: { name: 'chair.p12', bytes: signer.p12 }, password: KEY_PASSWORD })
    const { xlsxUrl } = await chair.get<{ xlsxUrl: string }>(path)
    files = { protocolPdf: join(folder, `protocol-${schoolId}-${formId}.pdf`), comparisonXlsx: join(folder, `comparison-${schoolId}-${formId}.xlsx`) }
    await writeFile(files.protocolPdf, await chair.bytes(pdfUrl))
    await writeFile(files.comparisonXlsx, await chair.bytes(xlsxUrl))
    progress.update(index + 1, ready.length)
  }
  return files
}

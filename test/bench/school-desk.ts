import type { SchoolOverview } from '../../grader-ui/api/school.ts'
import { newId } from '../../storage/new-id.ts'
import { FORM, hashOf, openTestServer } from '../grader-ui/server/harness/test-server.ts'

/** What the school's desk costs with 3,000 pages: processor time of each answer. `npx tsx test/bench/school-desk.ts [WORKS]` */
const WORKS = Number(process.argv[2] ?? 1500)
const server = await openTestServer({ schools: 1 })
const { db } = server
const fileId = newId()
const school = { school_id: 'school-1', campaign_id: 'campaign' }
await db.insertInto('scan_file').values({ id: fileId, ...school, name: 'все.pdf', sha256: hashOf('all'), size_bytes: 1, state: 'opened', page_count: WORKS * 2, problem: null, uploaded_by: 'coordinator-1' }).execute()
const works = Array.from({ length: WORKS }, (_, i) => ({ id: newId(), ...school, form_id: FORM.id, participant_code: String(10_000 + i), variant: '1', state: 'staged' as const, cipher: newId() }))
const pages = works.flatMap((work, i) => [1, 2].map((formPage) => ({
  id: newId(), file_id: fileId, number: i * 2 + formPage, state: 'work' as const, reasons: '[]', form_id: FORM.id, form_page: formPage, rotation: 0, skew_deg: 0, image_sha256: null, width_px: 1654, height_px: 2339, work_id: work.id,
})))
const values = pages.filter((page) => page.form_page === 1).flatMap((page) => [['1', '1'], ['2', '2'], ['3', '9']].map(([task, value]) => ({
  id: newId(), work_id: page.work_id, page_id: page.id, field: 'score', task: task!, box: 0, value: value!, source: 'scan' as const, account_id: null,
})))
const readings = pages.map((page) => ({ id: newId(), page_id: page.id, evidence: JSON.stringify({ seen: { evidence: { scores: [] } } }), reading: JSON.stringify({ code: { value: '1' } }) }))
const inParts = async <Row>(rows: readonly Row[], add: (part: readonly Row[]) => Promise<unknown>): Promise<void> => { for (let at = 0; at < rows.length; at += 500) await add(rows.slice(at, at + 500)) }
await inParts(works, (part) => db.insertInto('work').values([...part]).execute())
await inParts(pages, (part) => db.insertInto('page').values([...part]).execute())
await inParts(readings, (part) => db.insertInto('page_reading').values([...part]).execute())
await inParts(values, (part) => db.insertInto('work_value').values([...part]).execute())

const person = await server.as('coordinator-1')
async function measure(what: string, act: () => Promise<{ status: number; bytes: Buffer }>): Promise<void> {
  const before = process.cpuUsage()
  const { status, bytes } = await act()
  const { user, system } = process.cpuUsage(before)
  console.log(`${what}: ${Math.round((user + system) / 1000)} ms of processor time, ${Math.round(bytes.length / 1024)} KB, ${status}`)
}
console.log(`${pages.length} pages in ${works.length} works`)
await measure('overview', () => person.get<SchoolOverview>('/api/school/overview'))
await measure('works', () => person.get(`/api/school/works?form=${FORM.id}`))
await measure('repairs', () => person.get('/api/school/repairs'))
await measure('checks', () => person.get(`/api/school/checks?form=${FORM.id}`))
await measure('doubts', () => person.get('/api/school/doubts'))
await measure('verification', () => person.get('/api/school/verification'))
await measure('put a page away', () => person.send('POST', `/api/school/pages/${pages[0]!.id}/place`, { action: 'discard' }))
await measure('take it back', () => person.send('POST', `/api/school/pages/${pages[0]!.id}/undo`))
await measure('results form', () => person.get(`/api/school/results-form?form=${FORM.id}`))
await server.close()

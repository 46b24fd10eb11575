import type { DecidedStack } from '../../pipeline/decide/decide-stack.ts'
import type { ScannedPage } from '../../pipeline/decide/scanned-page.ts'
import { formSchema, type Form } from '../../pipeline/model/form.ts'
import { pageReading, type PageReading } from '../../pipeline/model/page-reading.ts'
import type { ResultsForm } from '../../pipeline/model/results-form.ts'
import { appendAudit } from '../../storage/audit-log.ts'
import type { Db } from '../../storage/database/database.ts'
import type { PageState } from '../../storage/database/tables.ts'
import { newestResultsForm } from '../../storage/queries/results-forms.ts'
import { settlePage } from './settle-page.ts'
import type { Job } from './job.ts'
import type { StoredEvidence } from './stored-evidence.ts'

/** One page of a school as the decision knows it. */
export interface StandingPage {
  readonly id: string
  readonly state: PageState
  readonly workId: string | null
  readonly file: string
  readonly number: number
  readonly stored: StoredEvidence
  readonly reading: PageReading
  /** A person moved it, or its work has left the school's hands: the machine moves it no more. */
  readonly pinned: boolean
}

/**
 * Decides all pages of a school together with its results forms and brings places, values and questions up to it. What people have
 * said stands. Repeating it changes nothing.
 */
export const decideSchool: Job = async ({ db, clock, recognisers }, schoolId) => {
  const school = await db.selectFrom('school').select(['id', 'campaign_id']).where('id', '=', schoolId).executeTakeFirst()
  if (!school) return
  const forms = await campaignForms(db, school.campaign_id)
  const pages = await standingPages(db, schoolId)
  const resultsForms = await resultsFormsOf(db, schoolId, forms)
  const roster = [...resultsForms.values()].flatMap((one) => one.rows.filter((row) => row.variant !== null).map((row) => row.code))
  const decided = await recognisers.decide({ pages: pages.map(scanned), forms, roster: roster.length > 0 ? [...new Set(roster)] : null, resultsForms })
  const places = placesOf(decided)
  const held = new Set(pages.filter((page) => page.pinned).map((page) => page.id))
  let changed = 0
  for (const [index, page] of pages.entries()) {
    const place = places.get(index)
    if (page.pinned || !place) continue
    const reading = decided.readings[index]!
    const doubtful = decided.doubtful.find((one) => one.index === index)
    const settled = await db.transaction().execute((trx) => settlePage({
      trx, school, page, reading, place, held, at: clock(),
      codeCandidates: doubtful?.candidates.map(({ code, confidence }) => ({ value: code, confidence })) ?? [],
    }))
    if (settled) changed++
  }
  if (changed > 0) {
    await db.transaction().execute((trx) => appendAudit(trx, {
      type: 'school.decided', actor: 'system', at: clock(), school: schoolId, pages: pages.length, changed, works: decided.works.length, doubtful: decided.doubtful.length,
    }))
  }
}

/** Where the machine puts a page. */
export interface Place { readonly state: PageState; readonly code: string | null }

function placesOf(decided: DecidedStack): ReadonlyMap<number, Place> {
  return new Map<number, Place>([
    ...decided.works.flatMap(({ code, pages, duplicates }) => [
      ...pages.map(({ index }) => [index, { state: 'work', code }] as const),
      ...duplicates.map(({ index }) => [index, { state: 'duplicate', code }] as const),
    ]),
    ...decided.doubtful.map(({ index }) => [index, { state: 'doubtful', code: null }] as const),
    ...decided.foreign.map((index) => [index, { state: 'foreign', code: null }] as const),
    ...decided.blank.map((index) => [index, { state: 'blank', code: null }] as const),
    ...decided.unreadable.map((index) => [index, { state: 'unreadable', code: null }] as const),
  ])
}

const scanned = ({ file, number, stored, reading }: StandingPage): ScannedPage =>
  ({ file, page: number, outcome: stored.seen ? { type: 'seen', ...stored.seen } : { type: 'refused', reason: reading.reasons[0] ?? 'broken-file' } })

async function campaignForms(db: Db, campaignId: string): Promise<readonly Form[]> {
  const rows = await db.selectFrom('form').select('content').where('campaign_id', '=', campaignId).orderBy('id').execute()
  return rows.map((row) => formSchema.parse(row.content))
}

async function resultsFormsOf(db: Db, schoolId: string, forms: readonly Form[]): Promise<ReadonlyMap<string, ResultsForm>> {
  const found = await Promise.all(forms.map(async (form) => [form.id, await newestResultsForm(db, { schoolId, formId: form.id })] as const))
  return new Map(found.flatMap(([id, one]) => (one ? [[id, one] as const] : [])))
}

/** So many pages are read at once: their evidence is large, and others wait for the database meanwhile. */
const PAGES_AT_ONCE = 100

async function standingPages(db: Db, schoolId: string): Promise<readonly StandingPage[]> {
  const inOrder = await db.selectFrom('page as p').innerJoin('scan_file as f', 'f.id', 'p.file_id').select('p.id').where('f.school_id', '=', schoolId).orderBy('f.seq').orderBy('p.number').execute()
  const pages: StandingPage[] = []
  for (let at = 0; at < inOrder.length; at += PAGES_AT_ONCE) pages.push(...await readPages(db, inOrder.slice(at, at + PAGES_AT_ONCE).map(({ id }) => id)))
  return pages
}

async function readPages(db: Db, ids: readonly string[]): Promise<readonly StandingPage[]> {
  const rows = await db.selectFrom('page as p').innerJoin('scan_file as f', 'f.id', 'p.file_id').leftJoin('work as w', 'w.id', 'p.work_id')
    .innerJoinLateral((is) => is.selectFrom('page_reading as r').select(['r.evidence', 'r.reading']).whereRef('r.page_id', '=', 'p.id').orderBy('r.seq', 'desc').limit(1).as('newest'), (join) => join.onTrue())
    .select(['p.id', 'p.state', 'p.work_id', 'p.number', 'p.by_hand', 'f.name', 'newest.evidence', 'newest.reading', 'w.participant_code', 'w.state as work_state'])
    .where('p.id', 'in', [...ids]).orderBy('f.seq').orderBy('p.number').execute()
  return rows.map((row) => {
    // What was read on a page that a person calls another one says nothing of it.
    const stored: StoredEvidence = row.by_hand === null ? row.evidence as StoredEvidence : { ...row.evidence as StoredEvidence, seen: null }
    const moved = stored.named === true || row.by_hand !== null || row.state !== stored.place.state || (row.state === 'work' && row.participant_code !== stored.place.code)
    const left = row.work_state !== null && row.work_state !== 'staged'
    return {
      id: row.id, state: row.state, workId: row.work_id, file: row.name, number: row.number, stored, reading: pageReading.parse(row.reading), pinned: moved || left,
    }
  })
}

import { randomBytes } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { PageReading } from '../../pipeline/model/page-reading.ts'
import type { Trx } from '../../storage/database/database.ts'
import { newId } from '../../storage/new-id.ts'
import { addCertainValues } from '../../storage/queries/page-values.ts'
import { lockWork, movePage, pageAtPlace, withdrawEmptyWork } from '../../storage/queries/page-places.ts'
import { askQuestions, questionsOf } from './ask-questions.ts'
import type { Place, StandingPage } from './decide-school.ts'
import type { StoredEvidence } from './stored-evidence.ts'

/**
 * Brings one page to where a decision put it: reading, place, values, questions. Returns whether anything changed; a page that somebody
 * moved meanwhile, or whose work was released meanwhile, is left alone.
 */
export async function settlePage({ trx, school, page, reading, place: wanted, held, codeCandidates, at }: {
  readonly trx: Trx; readonly school: { readonly id: string; readonly campaign_id: string }; readonly page: StandingPage; readonly reading: PageReading; readonly place: Place
  /** Pages that people put where they are: nothing takes their place by itself. */
  readonly held: ReadonlySet<string>
  readonly codeCandidates: readonly { readonly value: string; readonly confidence: number }[]; readonly at: Date
}): Promise<boolean> {
  const now = await trx.selectFrom('page').select(['state', 'work_id']).where('id', '=', page.id).forUpdate().executeTakeFirstOrThrow()
  if (now.state !== page.state || now.work_id !== page.workId) return false
  if (page.workId !== null) {
    const work = await trx.selectFrom('work').select('state').where('id', '=', page.workId).forUpdate().executeTakeFirstOrThrow()
    if (work.state !== 'staged') return false
  }
  const wantedWork = wanted.state === 'work' ? await workFor({ trx, school, formId: reading.form!, participantCode: wanted.code! }) : null
  const holder = wantedWork === null ? undefined : await pageAtPlace(trx, { workId: wantedWork, formPage: reading.formPage!, exceptPage: page.id })
  const place: Place = holder && held.has(holder.id) ? { state: 'duplicate', code: wanted.code } : wanted
  const stored: StoredEvidence = { seen: page.stored.seen, place }
  const changed = !isDeepStrictEqual(place, page.stored.place) || !isDeepStrictEqual(JSON.parse(JSON.stringify(reading)), page.reading)
  if (changed) {
    await trx.insertInto('page_reading').values({ id: newId(), page_id: page.id, evidence: JSON.stringify(stored), reading: JSON.stringify(reading), at }).execute()
  }
  const workId = place.state === 'work' ? wantedWork : null
  if (place.state === 'work' && workId === null) return changed
  await movePage(trx, page.id, { state: place.state, workId, reasons: place === wanted ? reading.reasons : ['duplicate-page'] })
  if (page.workId !== null && page.workId !== workId) await withdrawEmptyWork(trx, page.workId)
  if (workId !== null) await addCertainValues(trx, { workId, pageId: page.id, reading, at })
  const evidence = page.stored.seen?.evidence
  // A page that is in no work and in no doubt asks nothing.
  const asks = evidence && (place.state === 'work' || place.state === 'doubtful')
  const asked = await askQuestions({ trx, schoolId: school.id, pageId: page.id, workId, questions: asks ? questionsOf({ reading, evidence, codeCandidates, codeKnown: workId !== null }) : [] })
  return changed || asked > 0
}

/** The staged work of a code, made when there is none; null when it has left the school's hands already. */
async function workFor({ trx, school, formId, participantCode }: { trx: Trx; school: { id: string; campaign_id: string }; formId: string; participantCode: string }): Promise<string | null> {
  const found = await lockWork(trx, { schoolId: school.id, formId, participantCode })
  if (found?.state === 'withdrawn') await trx.updateTable('work').set({ state: 'staged' }).where('id', '=', found.id).execute()
  if (found) return found.state === 'staged' || found.state === 'withdrawn' ? found.id : null
  const id = newId()
  await trx.insertInto('work').values({
    id, campaign_id: school.campaign_id, school_id: school.id, form_id: formId, participant_code: participantCode, variant: null, state: 'staged', cipher: newCipher(),
  }).execute()
  return id
}

/** 128 random bits: says nothing and cannot be guessed. */
const newCipher = (): string => randomBytes(16).toString('hex')

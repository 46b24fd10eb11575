import type { ResultsRow } from '../../pipeline/model/results-form.ts'
import type { Db } from '../database/database.ts'
import type { WorkState } from '../database/tables.ts'
import { standingBlindPages, standingOf } from './blind-pages.ts'
import { countingValues, type CountingValue } from './counting-values.ts'
import { gradingsOf, type Grading } from './gradings.ts'
import { groupBy } from './group-by.ts'
import { newestResultsForm } from './results-forms.ts'

/** Everything known of one work when its recheck is compared. */
export interface WorkFacts {
  readonly id: string
  readonly cipher: string
  readonly participantCode: string
  readonly variant: string | null
  readonly state: WorkState
  /** What stands on the paper, as it counts. */
  readonly values: readonly CountingValue[]
  /** What the school typed into its results form; null when the code is not in it. */
  readonly resultsRow: ResultsRow | null
  readonly gradings: readonly Grading[]
  /** Its blind pages wait until the school has looked at them. */
  readonly blindPagesWait: boolean
  /** What experts reported about the work. */
  readonly flags: readonly string[]
}

/** The recheck of one form at one school: of the works that are rechecked, where there is a sample. */
export interface RecheckFacts {
  readonly works: readonly WorkFacts[]
  /** Works that the school has not handed over yet. */
  readonly staged: number
  /** Chosen works that no expert gets, since their answers may not be shown apart; they are not among the works. */
  readonly keptBack: number
  /** How many participants wrote the work, by the results form; without one, how many works there are. */
  readonly participants: number
}

/** Reads all that the comparison of one form at one school rests on. Works stand by cipher, so that their order says nothing. */
export async function recheckFacts(db: Db, { schoolId, formId }: { readonly schoolId: string; readonly formId: string }): Promise<RecheckFacts> {
  const rows = await db.selectFrom('work as w').innerJoin('chosen_work as c', 'c.work_id', 'w.id').innerJoin('apart_work as p', 'p.work_id', 'w.id').selectAll('w').select('p.kept_back')
    .where('w.school_id', '=', schoolId).where('w.form_id', '=', formId).where('w.state', '<>', 'withdrawn')
    .where('c.reason', 'is not', null).orderBy('w.cipher').execute()
  const handed = rows.filter((row) => row.state !== 'staged' && !row.kept_back)
  const ids = handed.map((row) => row.id)
  const values = groupBy(await countingValues(db, ids), (value) => value.workId)
  const gradings = groupBy(await gradingsOf(db, ids), (grading) => grading.workId)
  const flags = ids.length === 0 ? [] : await db.selectFrom('flag as f').innerJoin('assignment as a', 'a.id', 'f.assignment_id').select(['a.work_id', 'f.kind']).where('a.work_id', 'in', ids).orderBy('f.seq').execute()
  const waiting = new Set((await standingBlindPages(db, handed.filter((row) => row.state === 'released').map((row) => row.id))).filter((page) => standingOf(page) === 'waits').map((page) => page.workId))
  const resultsForm = await newestResultsForm(db, { schoolId, formId })
  const resultsRows = new Map(resultsForm?.rows.map((row) => [row.code, row]))
  return {
    works: handed.map((row) => ({
      id: row.id, cipher: row.cipher, participantCode: row.participant_code, variant: row.variant, state: row.state, blindPagesWait: waiting.has(row.id), values: values.get(row.id) ?? [],
      resultsRow: resultsRows.get(row.participant_code) ?? null, gradings: gradings.get(row.id) ?? [], flags: [...new Set(flags.filter((flag) => flag.work_id === row.id).map((flag) => flag.kind))],
    })),
    staged: rows.filter((row) => row.state === 'staged').length, keptBack: rows.filter((row) => row.kept_back).length,
    participants: resultsForm ? resultsForm.rows.filter((row) => row.variant !== null).length : rows.length,
  }
}

/** The schools and forms of a campaign for which works that experts mark or will mark were handed over, by school's name and form. */
export async function recheckedPlaces(db: Db, campaignId: string): Promise<readonly { readonly schoolId: string; readonly schoolName: string; readonly formId: string }[]> {
  const rows = await db.selectFrom('work as w').innerJoin('chosen_work as c', 'c.work_id', 'w.id').innerJoin('apart_work as p', 'p.work_id', 'w.id').innerJoin('school as s', 's.id', 'w.school_id').select(['s.id', 's.name', 'w.form_id']).distinct()
    .where('c.reason', 'is not', null).where('p.kept_back', '=', false).where('w.campaign_id', '=', campaignId).where('w.state', 'in', ['released', 'anonymised']).orderBy('s.name').orderBy('s.id').orderBy('w.form_id').execute()
  return rows.map((row) => ({ schoolId: row.id, schoolName: row.name, formId: row.form_id }))
}

import { sql } from 'kysely'
import { z } from 'zod'
import { resultsRow } from '../../pipeline/model/results-form.ts'
import type { JsonValue } from '../../pipeline/model/canonical-json.ts'
import type { Db } from '../database/database.ts'

const content = z.object({ rows: z.array(resultsRow) })
const drawn = z.array(z.object({ id: z.string(), stratum: z.string(), place: z.number(), of: z.number(), ticket: z.string() }))

/** A school's results in one form. */
export interface SchoolRows { readonly schoolId: string; readonly formId: string; readonly rows: z.output<typeof content>['rows'] }

/** The results of a year: what the coordinator was sent, and for this year what schools uploaded themselves; the coordinator's file counts where there are both. */
export async function resultsOf(db: Db, { campaignId, year }: { readonly campaignId: string; readonly year: 'last' | 'this' }): Promise<readonly SchoolRows[]> {
  const sent = await db.selectFrom('risk_file').distinctOn(['school_id', 'form_id']).select(['school_id', 'form_id', 'content']).where('campaign_id', '=', campaignId).where('year', '=', year)
    .orderBy('school_id').orderBy('form_id').orderBy('seq', 'desc').execute()
  const own = year === 'last' ? [] : await db.selectFrom('results_form as r').innerJoin('school as s', 's.id', 'r.school_id').distinctOn(['r.school_id', 'r.form_id'])
    .select(['r.school_id', 'r.form_id', 'r.content']).where('s.campaign_id', '=', campaignId).orderBy('r.school_id').orderBy('r.form_id').orderBy('r.seq', 'desc').execute()
  const has = new Set(sent.map((row) => JSON.stringify([row.school_id, row.form_id])))
  return [...sent, ...own.filter((row) => !has.has(JSON.stringify([row.school_id, row.form_id])))]
    .map((row) => ({ schoolId: row.school_id, formId: row.form_id, rows: content.parse(row.content).rows }))
}

export async function addRiskFile(db: Db, file: {
  readonly id: string; readonly campaignId: string; readonly schoolId: string; readonly formId: string; readonly year: 'last' | 'this'; readonly name: string; readonly sha256: string
  readonly content: unknown; readonly accountId: string; readonly at: Date
}): Promise<void> {
  await db.insertInto('risk_file').values({
    id: file.id, campaign_id: file.campaignId, school_id: file.schoolId, form_id: file.formId, year: file.year, name: file.name, sha256: file.sha256, content: JSON.stringify(file.content),
    account_id: file.accountId, at: file.at,
  }).execute()
}

/** The decisions that count, by school and form. */
export async function decisionsOf(db: Db, campaignId: string) {
  return db.selectFrom('risk_decision as d').innerJoin('account as a', 'a.id', 'd.account_id').distinctOn(['d.school_id', 'd.form_id'])
    .select(['d.school_id', 'd.form_id', 'd.decision', 'd.reason', 'd.at', 'a.name as by']).where('d.campaign_id', '=', campaignId).orderBy('d.school_id').orderBy('d.form_id').orderBy('d.seq', 'desc').execute()
}

export async function addDecision(db: Db, row: {
  readonly id: string; readonly campaignId: string; readonly schoolId: string; readonly formId: string; readonly decision: 'recheck' | 'leave'; readonly reason: string; readonly signs: readonly string[]
  readonly accountId: string; readonly at: Date
}): Promise<void> {
  await db.insertInto('risk_decision').values({
    id: row.id, campaign_id: row.campaignId, school_id: row.schoolId, form_id: row.formId, decision: row.decision, reason: row.reason, signs: JSON.stringify(row.signs), account_id: row.accountId, at: row.at,
  }).execute()
}

/** A drawn sample with all that repeats it. */
export interface StoredSample {
  readonly id: string; readonly shareMillionths: number; readonly seed: string; readonly dice: string | null; readonly manifest: string; readonly manifestSha256: string; readonly at: Date
  readonly works: z.output<typeof drawn>
}

/** The samples of a campaign as they were drawn: the first, then what it was extended to. */
export async function samplesOf(db: Db, campaignId: string): Promise<readonly StoredSample[]> {
  const rows = await db.selectFrom('sample').selectAll().where('campaign_id', '=', campaignId).orderBy('seq').execute()
  return rows.map((row) => ({ id: row.id, shareMillionths: row.share_millionths, seed: row.seed, dice: row.dice, manifest: row.manifest, manifestSha256: row.manifest_sha256, at: row.at, works: drawn.parse(row.content) }))
}

/** Everything that was ever drawn, once each: what results came in between two samples moves nothing out of it. The newest sample's word on a work counts. */
export const everDrawn = (samples: readonly StoredSample[]): StoredSample['works'] => [...new Map(samples.flatMap((sample) => sample.works).map((work) => [work.id, work])).values()]

/** A work's name in a sample: its school, form and participant code. */
export const sampleId = (work: { readonly schoolId: string; readonly formId: string; readonly code: string }): string => `${work.schoolId}/${work.formId}/${work.code}`

export async function addSample(db: Db, row: {
  readonly id: string; readonly campaignId: string; readonly shareMillionths: number; readonly seed: string; readonly manifest: string; readonly manifestSha256: string
  readonly works: readonly (StoredSample['works'][number] & { readonly schoolId: string; readonly formId: string; readonly code: string })[]
  readonly accountId: string; readonly at: Date; readonly freezeId: string | null; readonly dice: string | null
}): Promise<void> {
  await db.insertInto('sample').values({
    id: row.id, campaign_id: row.campaignId, share_millionths: row.shareMillionths, seed: row.seed, manifest: row.manifest, manifest_sha256: row.manifestSha256,
    content: JSON.stringify(row.works.map(({ id, stratum, place, of, ticket }) => ({ id, stratum, place, of, ticket }))), account_id: row.accountId, at: row.at, freeze_id: row.freezeId, dice: row.dice,
  }).execute()
  for (let from = 0; from < row.works.length; from += 1000) {
    await db.insertInto('sampled_work').values(row.works.slice(from, from + 1000).map((work) => ({ sample_id: row.id, campaign_id: row.campaignId, school_id: work.schoolId, form_id: work.formId, participant_code: work.code }))).execute()
  }
}

/** The inputs of a first sample as they were published. */
export interface SampleFreeze { readonly id: string; readonly shareMillionths: number; readonly manifest: string; readonly manifestSha256: string; readonly at: Date }

/** The newest published inputs of a campaign's sample; null before there are any. */
export async function newestSampleFreeze(db: Db, campaignId: string): Promise<SampleFreeze | null> {
  const row = await db.selectFrom('sample_freeze').selectAll().where('campaign_id', '=', campaignId).orderBy('seq', 'desc').limit(1).executeTakeFirst()
  return row ? { id: row.id, shareMillionths: row.share_millionths, manifest: row.manifest, manifestSha256: row.manifest_sha256, at: row.at } : null
}

export async function addSampleFreeze(db: Db, freeze: SampleFreeze & { readonly campaignId: string; readonly accountId: string }): Promise<void> {
  await db.insertInto('sample_freeze').values({
    id: freeze.id, campaign_id: freeze.campaignId, share_millionths: freeze.shareMillionths, manifest: freeze.manifest, manifest_sha256: freeze.manifestSha256, account_id: freeze.accountId, at: freeze.at,
  }).execute()
}

/** Names everything that a campaign's signs and sample follow from: the newest results of each school, the schools, the forms. */
export async function sampleInputs(db: Db, campaignId: string): Promise<readonly JsonValue[]> {
  const { rows } = await sql<{ part: string }>`
    select part from (
      (select distinct on (school_id, form_id, year) id as part from risk_file where campaign_id = ${campaignId} order by school_id, form_id, year, seq desc) union all
      (select distinct on (r.school_id, r.form_id) r.id from results_form r join school s on s.id = r.school_id where s.campaign_id = ${campaignId} order by r.school_id, r.form_id, r.seq desc) union all
      select concat_ws(' ', id, on_last_list, name) from school where campaign_id = ${campaignId} union all
      select concat_ws(' ', id, md5(content::text)) from form where campaign_id = ${campaignId}
    ) parts order by part`.execute(db)
  return [campaignId, ...rows.map((row) => row.part)]
}

import { createHash } from 'node:crypto'
import { canonicalJson } from '../../../../pipeline/model/canonical-json.ts'
import { pupilResults, type WorkShape } from '../../../../pipeline/draw/risk/pupil-result.ts'
import { rankRisks, type RiskRow } from '../../../../pipeline/draw/risk/risk-list.ts'
import { summarizeYear } from '../../../../pipeline/draw/risk/sharp-change.ts'
import { buildSampleManifest, type SampleWork } from '../../../../pipeline/draw/campaign-sample.ts'
import type { SampleSource } from '../../../../pipeline/draw/sample-sheets.ts'
import { maxTotal, type Form } from '../../../../pipeline/model/form.ts'
import type { Db } from '../../../../storage/database/database.ts'
import { formsOfCampaign } from '../../../../storage/queries/forms.ts'
import { resultsOf, sampleId, sampleInputs, type SchoolRows } from '../../../../storage/queries/samples.ts'

/** What a sample is drawn from and what is seen at the schools, form by form. */
export interface SampleGround {
  readonly works: readonly SampleWork[]
  /** Work → school by name, code and class. */
  readonly sources: ReadonlyMap<string, SampleSource & { readonly schoolId: string; readonly formId: string }>
  readonly forms: readonly { readonly form: Form; readonly risks: readonly RiskRow[]; readonly participants: ReadonlyMap<string, number>; readonly lastYear: ReadonlySet<string> }[]
}

/** What was worked out last, by the SHA-256 of what it follows from: the page asks again and again, and all schools' results are large. */
const kept = new Map<string, SampleGround>()
const MOST_KEPT = 4

/** Everybody who took part, as the schools' results say; those who were absent are left out. Worked out once for the same inputs. */
export async function sampleGround(db: Db, campaignId: string): Promise<SampleGround> {
  const key = createHash('sha256').update(canonicalJson(await sampleInputs(db, campaignId))).digest('hex')
  const known = kept.get(key)
  if (known) return known
  const ground = await workOut(db, campaignId)
  kept.set(key, ground)
  if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value as string)
  return ground
}

const manifests = new WeakMap<SampleGround, Map<number, SampleManifest>>()
type SampleManifest = ReturnType<typeof buildSampleManifest>

/** The published inputs of a sample of this share, made once. */
export function sampleManifest(ground: SampleGround, shareMillionths: number): SampleManifest {
  const own = manifests.get(ground) ?? new Map<number, SampleManifest>()
  manifests.set(ground, own)
  const manifest = own.get(shareMillionths) ?? buildSampleManifest({ works: ground.works, shareMillionths, commitments: [] })
  own.set(shareMillionths, manifest)
  return manifest
}

async function workOut(db: Db, campaignId: string): Promise<SampleGround> {
  const [now, before] = [await resultsOf(db, { campaignId, year: 'this' }), await resultsOf(db, { campaignId, year: 'last' })]
  const schools = await db.selectFrom('school').select(['id', 'name', 'on_last_list']).where('campaign_id', '=', campaignId).execute()
  const nameOf = new Map(schools.map((school) => [school.id, school.name]))
  const lastList = new Set(schools.filter((school) => school.on_last_list).map((school) => school.id))
  const sources = new Map<string, SampleSource & { schoolId: string; formId: string }>()
  const works: SampleWork[] = []
  const forms = (await formsOfCampaign(db, campaignId)).map(({ form }) => {
    const own = now.filter((one) => one.formId === form.id)
    for (const { schoolId, rows } of own) for (const row of rows) {
      if (row.variant === null) continue
      const id = sampleId({ schoolId, formId: form.id, code: row.code })
      if (sources.has(id)) continue
      sources.set(id, { school: nameOf.get(schoolId) ?? '', code: row.code, classNumber: row.classNumber ?? '', schoolId, formId: form.id })
      works.push({ id, stratum: form.title })
    }
    const last = before.filter((one) => one.formId === form.id)
    return {
      form, risks: risksOf(form, own, last, lastList), lastYear: new Set(last.map((one) => one.schoolId)),
      participants: new Map(own.map(({ schoolId, rows }) => [schoolId, rows.filter((row) => row.variant !== null).length])),
    }
  })
  return { works, sources, forms }
}

function risksOf(form: Form, now: readonly SchoolRows[], before: readonly SchoolRows[], lastList: ReadonlySet<string>): readonly RiskRow[] {
  const work: WorkShape = { tasks: form.tasks, ...form.markBorders ? { markBorders: form.markBorders } : {} }
  const lastYear = new Map(before.map(({ schoolId, rows }) => {
    const pupils = pupilResults({ rows }, work)
    return [schoolId, { pupils, summary: summarizeYear(pupils.flatMap(({ total }) => (total === null ? [] : [total])), maxTotal(form)) }]
  }))
  return rankRisks({ work, lastList, lastYear, schools: now.map(({ schoolId, rows }) => ({ school: schoolId, pupils: pupilResults({ rows }, work) })) })
}

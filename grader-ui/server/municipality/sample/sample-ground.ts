import { pupilResults, type WorkShape } from '../../../../pipeline/draw/risk/pupil-result.ts'
import { rankRisks, type RiskRow } from '../../../../pipeline/draw/risk/risk-list.ts'
import { summarizeYear } from '../../../../pipeline/draw/risk/sharp-change.ts'
import type { SampleWork } from '../../../../pipeline/draw/campaign-sample.ts'
import type { SampleSource } from '../../../../pipeline/draw/sample-sheets.ts'
import { maxTotal, type Form } from '../../../../pipeline/model/form.ts'
import type { Db } from '../../../../storage/database/database.ts'
import { formsOfCampaign } from '../../../../storage/queries/forms.ts'
import { resultsOf, type SchoolRows } from '../../../../storage/queries/samples.ts'

/** What a sample is drawn from and what is seen at the schools, form by form. */
export interface SampleGround {
  readonly works: readonly SampleWork[]
  /** Work → school by name, code and class. */
  readonly sources: ReadonlyMap<string, SampleSource & { readonly schoolId: string; readonly formId: string }>
  readonly forms: readonly { readonly form: Form; readonly risks: readonly RiskRow[]; readonly participants: ReadonlyMap<string, number>; readonly lastYear: ReadonlySet<string> }[]
}

/** Everybody who took part, as the schools' results say; those who were absent are left out. */
export async function sampleGround(db: Db, campaignId: string): Promise<SampleGround> {
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
      const id = `${schoolId}/${form.id}/${row.code}`
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

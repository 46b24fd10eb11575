import { RULES } from '../../../../pipeline/draw/risk/risk-list.ts'
import { howMuchInWords } from '../../../../pipeline/reconcile/how-much-is-enough.ts'
import { decisionsOf, everDrawn, newestSampleFreeze, samplesOf } from '../../../../storage/queries/samples.ts'
import type { SampleForm, SampleView } from '../../../api/sample.ts'
import type { Services } from '../../services.ts'
import { campaignNow } from '../campaign-now.ts'
import { sampleGround, sampleManifest } from './sample-ground.ts'

/** The signs, the decisions, how far the draw of the sample is and what it can show. */
export async function viewSample(services: Services): Promise<SampleView> {
  const { database: db } = services
  const campaign = await campaignNow(services)
  const ground = await sampleGround(db, campaign.id)
  const samples = await samplesOf(db, campaign.id)
  const drawn = everDrawn(samples)
  const newest = samples.at(-1)
  const freeze = newest ? null : await newestSampleFreeze(db, campaign.id)
  const decisions = await decisionsOf(db, campaign.id)
  const names = new Map((await db.selectFrom('school').select(['id', 'name']).where('campaign_id', '=', campaign.id).execute()).map((row) => [row.id, row.name]))
  const perSchool = new Map<string, number>()
  for (const { id } of drawn) perSchool.set(id.slice(0, id.lastIndexOf('/')), (perSchool.get(id.slice(0, id.lastIndexOf('/'))) ?? 0) + 1)
  return {
    freeze: freeze && { sha256: freeze.manifestSha256, sharePercent: freeze.shareMillionths / 10_000, at: freeze.at.toISOString(), stale: sampleManifest(ground, freeze.shareMillionths).sha256 !== freeze.manifestSha256 },
    samples: samples.map((one) => ({ id: one.id, sharePercent: one.shareMillionths / 10_000, works: one.works.length, at: one.at.toISOString(), manifestSha256: one.manifestSha256, seed: one.seed })),
    works: drawn.length,
    grown: newest !== undefined && sampleManifest(ground, newest.shareMillionths).sha256 !== newest.manifestSha256,
    forms: ground.forms.map(({ form, risks, participants, lastYear }): SampleForm => {
      const population = [...participants.values()].reduce((sum, n) => sum + n, 0)
      const checked = drawn.filter((work) => work.stratum === form.title).length
      return {
        formId: form.id, title: form.title, participants: population, sampled: checked,
        shows: population === 0 ? '' : checked >= population ? 'В выборке все работы: после проверки доля работ с расхождениями будет известна точно.' : howMuchInWords({ population, checked: checked || Math.ceil(population / 100), bad: 0 }),
        schools: risks.map(({ school, signs, byRule }) => {
          const decided = decisions.find((one) => one.school_id === school && one.form_id === form.id)
          return {
            schoolId: school, name: names.get(school) ?? '', participants: participants.get(school) ?? 0, lastYear: lastYear.has(school), byRule, sampled: perSchool.get(`${school}/${form.id}`) ?? 0,
            signs: signs.map(({ type, n, estimate, interval, usual, unit, q, sentence }) => ({ type, n, estimate, low: interval?.low ?? null, high: interval?.high ?? null, usual, unit, byRule: RULES.includes(type), q, sentence })),
            decision: decided ? { decision: decided.decision, reason: decided.reason, by: decided.by, at: decided.at.toISOString() } : null,
          }
        }),
      }
    }),
  }
}

import { checkDraw } from '../../../../pipeline/draw/check-draw.ts'
import { checkFeasibility } from '../../../../pipeline/draw/feasibility.ts'
import { buildManifest } from '../../../../pipeline/draw/manifest.ts'
import type { Db } from '../../../../storage/database/database.ts'
import { schoolsOfCampaign, type Campaign } from '../../../../storage/queries/campaigns.ts'
import { countWorks, drawGround, drawsOfForm, type DrawGround } from '../../../../storage/queries/draws.ts'
import { loadsOfForm } from '../../../../storage/queries/expert-loads.ts'
import { formsOfCampaign, type StoredForm } from '../../../../storage/queries/forms.ts'
import { chancesOf, commitmentsIn, commitmentsOf, firstDraw, hasOpenWorks, newestFreeze, noncesOf } from '../../../../storage/queries/public-draw.ts'
import { uncutErrors } from '../../../../storage/queries/uncut-answers.ts'
import { accountsOfRole, byName } from '../../../../storage/queries/setup.ts'
import { drawForms, type DrawFormView } from '../../../api/draw.ts'
import { worksWithoutThird } from '../../recheck/call-third-expert.ts'
import type { App, Services } from '../../services.ts'
import { campaignNow } from '../campaign-now.ts'
import { drawObstacles } from './draw-obstacles.ts'
import { inWords } from './shortage-words.ts'
import { uncutWords } from './uncut-words.ts'

/** GET /api/municipality/draws: for each form what can be drawn, what stands in the way, how far the ceremony is, and who holds how much. */
export function showDraws(app: App, services: Services): void {
  app.get('/api/municipality/draws', { schema: { response: { 200: drawForms } } }, async () => {
    const campaign = await campaignNow(services)
    const forms: DrawFormView[] = []
    for (const stored of await formsOfCampaign(services.database, campaign.id)) forms.push(await viewOf(services.database, campaign, stored))
    return { forms }
  })
}

async function viewOf(db: Db, campaign: Campaign, { form }: StoredForm): Promise<DrawFormView> {
  const rules = campaign.settings.draw
  const ground = await drawGround(db, form.id)
  const assigned = new Set(ground.current.map((one) => one.work))
  const waiting = ground.works.filter((work) => !assigned.has(work.id))
  const able = ground.experts.filter((one) => one.subjects.includes(form.subject) && one.years >= rules.minYears && one.cap !== 0)
  const experts = await accountsOfRole(db, ['expert'])
  const freeze = await newestFreeze(db, form.id)
  return {
    formId: form.id, title: form.title, works: countWorks(ground.works), chosen: ground.chosen, uncutWhy: ground.chosen.uncut === 0 ? [] : uncutWords(await uncutErrors(db, form.id)), parts: ground.groups?.length ?? 0, waiting: countWorks(waiting), schools: new Set(ground.works.map((work) => work.school)).size, experts: able.length,
    undeclared: experts.filter((one) => !one.closed && one.firstSteps?.includes('conflicts') && one.subjects.includes(form.subject)).map((one) => one.name),
    obstacles: [...drawObstacles({ ground, rules, thirdsMissing: (await worksWithoutThird({ db, form, settings: campaign.settings })).length })],
    shortages: waiting.length === 0 ? [] : await shortagesOf(db, campaign, ground, waiting),
    meanLoad: able.length === 0 || waiting.length === 0 ? null : Math.round(10 * waiting.length * rules.graders / able.length) / 10,
    freeze: freeze && { id: freeze.id, sha256: freeze.manifestSha256, at: freeze.at.toISOString(), stale: buildManifest({ ...ground, rules, commitments: commitmentsIn(freeze) }).sha256 !== freeze.manifestSha256 },
    numbers: await numbersOf(db, campaign, form.id, freeze),
    draw: await drawOf(db, form.id),
    loads: await loads(db, campaign, form.id, ground.groups === null ? ground : await drawGround(db, form.id, { later: true })),
  }
}

/** Tried with what is left of each cap, before anything is drawn. A shortage for the ring of schools depends on the seed: it is looked at with one of many. */
async function shortagesOf(db: Db, campaign: Campaign, ground: DrawGround, works: DrawGround['works']): Promise<string[]> {
  const experts = ground.experts.map((one) => (one.cap === undefined ? one : { ...one, cap: Math.max(0, one.cap - ground.current.filter((held) => held.expert === one.id).length) }))
  const feasibility = checkFeasibility({ works, experts, rules: campaign.settings.draw, seed: 'feasibility' })
  return feasibility.shortages.length === 0 ? [] : [...await inWords(db, feasibility, feasibility.needed - feasibility.possible)]
}

async function numbersOf(db: Db, campaign: Campaign, formId: string, freeze: Awaited<ReturnType<typeof newestFreeze>>): Promise<DrawFormView['numbers']> {
  const promised = new Set([...await commitmentsOf(db, formId), ...freeze ? commitmentsIn(freeze) : []].map((one) => one.school))
  const revealed = new Set(freeze ? (await noncesOf(db, freeze.id)).map((one) => one.school) : [])
  return (await schoolsOfCampaign(db, campaign.id)).map(({ id, name }) => ({ schoolId: id, name, promised: promised.has(id), revealed: revealed.has(id) })).sort((a, b) => byName(a.name, b.name))
}

async function drawOf(db: Db, formId: string): Promise<DrawFormView['draw']> {
  const first = await firstDraw(db, formId)
  if (!first) return null
  const purposes = (await drawsOfForm(db, formId)).map((draw) => draw.purpose)
  const count = (start: string): number => purposes.filter((purpose) => purpose.startsWith(start)).length
  return {
    at: first.at.toISOString(), public: first.freeze_id !== null, manifestSha256: first.manifest_sha256, seed: await hasOpenWorks(db, formId) ? null : first.seed,
    late: count('late,'), redrawn: count('dropout,'), thirds: count('third,'), chances: await chancesOf(db, first),
  }
}

async function loads(db: Db, campaign: Campaign, formId: string, ground: DrawGround): Promise<DrawFormView['loads']> {
  const open = new Set(ground.current.filter((one) => one.state !== 'done').map((one) => JSON.stringify([one.work, one.round])))
  const broken = ground.current.length === 0 ? [] : checkDraw({ ...ground, rules: campaign.settings.draw, assignments: ground.current, shortfall: [], slots: ground.current })
  return (await loadsOfForm(db, formId)).map((load) => ({
    ...load, lastAt: load.lastAt.toISOString(),
    forbidden: new Set(broken.filter((one) => one.expert === load.id && one.type !== 'over-cap' && open.has(JSON.stringify([one.work, one.round]))).map((one) => one.work)).size,
  }))
}

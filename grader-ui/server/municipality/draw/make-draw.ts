import { conductDraw } from '../../../../pipeline/draw/conduct-draw.ts'
import { checkFeasibility } from '../../../../pipeline/draw/feasibility.ts'
import { VIOLATION_WORDS } from '../../../../pipeline/draw/check-draw.ts'
import { keepUnseen } from '../../../../pipeline/draw/keep-unseen.ts'
import { buildManifest, DRAW_ALGORITHM } from '../../../../pipeline/draw/manifest.ts'
import type { SeenWork } from '../../../../pipeline/draw/problem.ts'
import { drawLateWorks } from '../../../../pipeline/draw/redraw.ts'
import { unitOf } from '../../../../pipeline/draw/units.ts'
import type { Form } from '../../../../pipeline/model/form.ts'
import type { Assignment } from '../../../../pipeline/model/work.ts'
import type { Db } from '../../../../storage/database/database.ts'
import type { Campaign } from '../../../../storage/queries/campaigns.ts'
import { addAssignments, addDraw, countWorks, drawGround, drawsOfForm, lastPlaces, lockDraws, type DrawGround } from '../../../../storage/queries/draws.ts'
import { callMissingThirdExperts, worksWithoutThird } from '../../recheck/call-third-expert.ts'
import type { Change } from '../../change.ts'
import { dealChecks } from '../../quality/deal-checks.ts'
import { UserError } from '../../user-error.ts'
import { drawObstacles } from './draw-obstacles.ts'
import { inWords } from './shortage-words.ts'
import { newViolations } from './new-violations.ts'
import { seedFor } from './seed-for.ts'
import { shuffleQueues } from './shuffle-queues.ts'

/** What a draw came to; with a shortfall nothing was drawn. */
export interface DrawOutcome { readonly works: number; readonly assignments: number; readonly shortfall: readonly string[] }

/**
 * Draws the works of a form that nobody grades yet among the experts: all of them or, when not every work can have its graders, none, with
 * the shortfall in words. Works that arrive after the first draw are drawn as a late batch on top of it; when no work is left to draw, the
 * third experts that are missing are.
 */
export async function makeDraw({ change, campaign, form, dice }: {
  readonly change: Change; readonly campaign: Campaign; readonly form: Form
  /** What was thrown after the publication; a later batch is drawn by the seed of the first. */
  readonly dice: string | null
}): Promise<DrawOutcome> {
  const { db } = change
  const formId = form.id
  await lockDraws(db, formId)
  const ground = await drawGround(db, formId)
  const thirdsMissing = (await worksWithoutThird({ db, form, settings: campaign.settings })).length
  const obstacles = drawObstacles({ ground, rules: campaign.settings.draw, thirdsMissing })
  if (obstacles.length > 0) throw new UserError({ code: 'draw-impossible', status: 409, message: obstacles.join(' ') })
  const assigned = new Set(ground.current.map((one) => one.work))
  if (ground.works.every((work) => assigned.has(work.id))) {
    const { called, missing } = await callMissingThirdExperts({ change, campaign, form })
    return { works: called, assignments: called, shortfall: missing > 0 ? [`Третьего эксперта по-прежнему нет для работ: ${missing}. Нужен эксперт по предмету ещё из одной школы.`] : [] }
  }
  const { seed, publicly } = await seedFor({ db, ground, campaign, formId, dice })
  const drawn = await drawNow({ db, ground, campaign, formId, seed })
  if (drawn.shortfall.length > 0) return { works: 0, assignments: 0, shortfall: drawn.shortfall }
  const id = change.newId()
  const manifest = publicly?.manifest ?? buildManifest({ works: ground.works, experts: ground.experts, rules: campaign.settings.draw, commitments: [] })
  await addDraw(db, {
    id, campaignId: campaign.id, formId, purpose: drawn.purpose, seed, manifestSha256: manifest.sha256, accountId: change.account.id, at: change.at, freezeId: publicly?.freezeId, dice: publicly && dice,
    content: { algorithm: DRAW_ALGORITHM, manifest: manifest.text, current: ground.current.map((one) => ({ ...one })), keptFrom: drawn.keptFrom.map((one) => ({ ...one })), assignments: drawn.changed.map((one) => ({ ...one })) },
  })
  if (drawn.purpose === 'first') await change.addTask('guess-chances', id)
  const placed = shuffleQueues({ assignments: drawn.changed, seed, purpose: drawn.purpose, lastPlaces: await lastPlaces(db) })
  await addAssignments(db, placed.map((one) => ({ id: change.newId(), drawId: id, work: one.work, expertId: one.expert, round: one.round, tasks: tasksOfUnit(ground, one.work), place: one.place })))
  const works = countWorks(drawn.changed.map((one) => ({ id: one.work })))
  await dealChecks({ change, campaign, form })
  change.record({ type: 'draw.made', draw: id, form: formId, purpose: drawn.purpose, manifestSha256: manifest.sha256, works, assignments: placed.length, knewWork: drawn.knewWork })
  return { works, assignments: placed.length, shortfall: [] }
}

interface Drawn {
  readonly purpose: string; readonly changed: readonly Assignment[]; readonly shortfall: readonly string[]
  /** Who was kept from which work that he had seen, and how many nobody could be found for but those who had. */
  readonly keptFrom: readonly SeenWork[]; readonly knewWork: number
}

async function drawNow({ db, ground, campaign, formId, seed }: { db: Db; ground: DrawGround; campaign: Campaign; formId: string; seed: string }): Promise<Drawn> {
  const rules = campaign.settings.draw
  const { works, experts, current } = ground
  if (current.length === 0) {
    const conducted = conductDraw({ works, experts, rules, seed })
    if (!conducted.ok) throw new Error(`the draw broke its rules: ${conducted.reason.map((one) => VIOLATION_WORDS[one.type]).join('; ')}`)
    const short = conducted.value.shortfall.length > 0
    return { purpose: 'first', changed: conducted.value.assignments, shortfall: short ? await inWords(db, conducted.value.feasibility, conducted.value.shortfall.length) : [], keptFrom: [], knewWork: 0 }
  }
  const assigned = new Set(current.map((one) => one.work))
  const lateWorks = works.filter((work) => !assigned.has(work.id))
  const batch = (await drawsOfForm(db, formId)).filter((draw) => draw.purpose.startsWith('late,')).length + 1
  const firstRounds = current.filter((one) => one.round <= rules.graders)
  const drawnWorks = works.filter((work) => assigned.has(work.id))
  const late = new Set(lateWorks.map((work) => work.id))
  const redraw = keepUnseen(ground.seen.filter((pair) => late.has(pair.work)), (keptFrom) => drawLateWorks({ works: drawnWorks, experts, rules, seed, current: firstRounds, lateWorks, batch, seen: keptFrom }))
  const violations = newViolations({ works, experts, rules, assignments: redraw.assignments, shortfall: redraw.shortfall, changed: redraw.changed, seen: redraw.keptFrom })
  if (violations.length > 0) throw new Error(`the late draw broke its rules: ${violations.map((one) => VIOLATION_WORDS[one.type]).join('; ')}`)
  const { keptFrom, knewWork } = redraw
  if (redraw.shortfall.length === 0) return { purpose: `late,${batch}`, changed: redraw.changed, shortfall: [], keptFrom, knewWork }
  const feasibility = checkFeasibility({ works: lateWorks, experts: experts.map((expert) => roomLeft(expert, firstRounds)), rules, seed })
  return { purpose: `late,${batch}`, changed: [], shortfall: await inWords(db, feasibility, redraw.shortfall.length), keptFrom, knewWork }
}

function roomLeft<Expert extends { readonly id: string; readonly cap?: number | undefined }>(expert: Expert, current: readonly Assignment[]): Expert {
  return expert.cap === undefined ? expert : { ...expert, cap: Math.max(0, expert.cap - current.filter((one) => one.expert === expert.id).length) }
}

/** The tasks of a unit; null: all of the work. */
const tasksOfUnit = ({ groups }: DrawGround, id: string): readonly string[] | null => groups?.find((group) => group.unit === unitOf(id).unit)?.tasks ?? null

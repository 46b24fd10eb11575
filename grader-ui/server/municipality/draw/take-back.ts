import { checkDraw, VIOLATION_WORDS } from '../../../../pipeline/draw/check-draw.ts'
import { keepUnseen } from '../../../../pipeline/draw/keep-unseen.ts'
import { buildManifest, DRAW_ALGORITHM } from '../../../../pipeline/draw/manifest.ts'
import { redrawAfterDropout, type RunningAssignment } from '../../../../pipeline/draw/redraw.ts'
import { unitId } from '../../../../pipeline/draw/units.ts'
import type { Campaign } from '../../../../storage/queries/campaigns.ts'
import { addAssignments, addDraw, drawGround, drawsOfForm, lastPlaces, lockDraws } from '../../../../storage/queries/draws.ts'
import { openAssignmentsOf, withdrawAssignments, type OpenAssignment } from '../../../../storage/queries/expert-loads.ts'
import { groupBy } from '../../../../storage/queries/group-by.ts'
import type { Change } from '../../change.ts'
import { UserError } from '../../user-error.ts'
import { newViolations } from './new-violations.ts'
import { shuffleQueues } from './shuffle-queues.ts'

/** Which of an expert's unfinished works go to others. */
export type TakenBack =
  | { readonly type: 'all' }
  /** So many of those nobody has begun, from the end of the queue. */
  | { readonly type: 'some'; readonly count: number }
  /** Those that lie untouched since before that moment. */
  | { readonly type: 'idle'; readonly before: Date }
  /** Those that a rule forbids now: a conflict was declared after the draw. */
  | { readonly type: 'forbidden' }

/**
 * Takes unfinished works from an expert and draws them anew among the others, by the same rules and the seed of the first draw: the expert gets none of them back,
 * nobody gets one that he had as practice or seed while somebody else is left, everything else stays. Either every work finds somebody or nothing changes (refused in words). Answers how many moved.
 */
export async function takeBack({ change, campaign, expertId, which }: {
  readonly change: Change; readonly campaign: Campaign; readonly expertId: string; readonly which: TakenBack
}): Promise<number> {
  let moved = 0
  for (const [formId] of groupBy(await openAssignmentsOf(change.db, expertId), (one) => one.formId)) {
    await lockDraws(change.db, formId)
    // Read again behind the lock: a work may have been handed in meanwhile.
    const open = (await openAssignmentsOf(change.db, expertId)).filter((one) => one.formId === formId)
    const taken = await chosen({ change, campaign, expertId, formId, open, which, room: which.type === 'some' ? which.count - moved : 0 })
    if (taken.length > 0) await redraw({ change, campaign, expertId, formId, taken })
    moved += taken.length
  }
  return moved
}

async function chosen({ change, campaign, expertId, formId, open, which, room }: {
  change: Change; campaign: Campaign; expertId: string; formId: string; open: readonly OpenAssignment[]; which: TakenBack; room: number
}): Promise<readonly OpenAssignment[]> {
  switch (which.type) {
    case 'all': return open
    case 'some': return open.filter((one) => !one.started).slice(0, Math.max(0, room))
    case 'idle': return open.filter((one) => !one.started && one.drawnAt < which.before)
    case 'forbidden': {
      const ground = await drawGround(change.db, formId, { later: true })
      const broken = checkDraw({ ...ground, rules: campaign.settings.draw, assignments: ground.current, shortfall: [], slots: ground.current }).filter((one) => one.expert === expertId)
      return open.filter((one) => broken.some((violation) => violation.work === unitId(one) && violation.round === one.round))
    }
  }
}

async function redraw({ change, campaign, expertId, formId, taken }: { change: Change; campaign: Campaign; expertId: string; formId: string; taken: readonly OpenAssignment[] }): Promise<void> {
  const { db } = change
  const rules = campaign.settings.draw
  const ground = await drawGround(db, formId, { later: true })
  const draws = await drawsOfForm(db, formId)
  const seed = draws[0]?.seed
  if (seed === undefined) throw new Error(`works of form ${formId} are held without a draw`)
  const isTaken = ({ work, round, expert }: RunningAssignment): boolean => expert === expertId && taken.some((one) => unitId(one) === work && one.round === round)
  // What stays with the expert counts as done: it does not move.
  const current = ground.current.map((one): RunningAssignment => (one.expert === expertId && !isTaken(one) ? { ...one, state: 'done' } : one))
  const attempt = draws.filter((draw) => draw.purpose.startsWith(`dropout,${expertId},`)).length + 1
  const works = new Set(taken.map(unitId))
  const seen = ground.seen.filter((pair) => works.has(pair.work))
  const drawn = keepUnseen(seen, (keptFrom) => redrawAfterDropout({ ...ground, rules, seed, current, expert: expertId, attempt, seen: keptFrom }))
  if (drawn.shortfall.length > 0) {
    throw new UserError({ code: 'nobody-left', status: 409, message: `Для работ: ${drawn.shortfall.length} — замены нет: остальные эксперты их школ, с конфликтом, уже видели работу или дошли до предела. Добавьте экспертов по предмету или поднимите пределы и повторите. Пока ничего не изменено.` })
  }
  const violations = newViolations({ ...ground, rules, assignments: drawn.assignments, shortfall: [], slots: ground.current, changed: drawn.changed, seen: drawn.keptFrom })
  if (violations.length > 0) throw new Error(`the redraw broke its rules: ${violations.map((one) => VIOLATION_WORDS[one.type]).join('; ')}`)
  const [id, purpose] = [change.newId(), `dropout,${expertId},${attempt}`]
  const manifest = buildManifest({ works: ground.works, experts: ground.experts, rules, commitments: [] })
  await withdrawAssignments(db, taken.map((one) => one.id))
  await addDraw(db, {
    id, campaignId: campaign.id, formId, purpose, seed, manifestSha256: manifest.sha256, accountId: change.account.id, at: change.at,
    content: { algorithm: DRAW_ALGORITHM, manifest: manifest.text, current: current.map((one) => ({ ...one })), keptFrom: drawn.keptFrom.map((one) => ({ ...one })), assignments: drawn.changed.map((one) => ({ ...one })) },
  })
  const tasksOf = new Map(taken.map((one) => [`${unitId(one)} ${one.round}`, one.tasks]))
  const placed = shuffleQueues({ assignments: drawn.changed, seed, purpose, lastPlaces: await lastPlaces(db) })
  await addAssignments(db, placed.map((one) => ({ id: change.newId(), drawId: id, work: one.work, expertId: one.expert, round: one.round, tasks: tasksOf.get(`${one.work} ${one.round}`) ?? null, place: one.place })))
  change.record({ type: 'works.taken-back', draw: id, form: formId, expert: expertId, purpose, works: taken.length, knewWork: drawn.knewWork })
}

import { keepUnseen } from '../../../pipeline/draw/keep-unseen.ts'
import { buildManifest, DRAW_ALGORITHM } from '../../../pipeline/draw/manifest.ts'
import { drawThirdExperts } from '../../../pipeline/draw/redraw.ts'
import { unitId } from '../../../pipeline/draw/units.ts'
import type { Form } from '../../../pipeline/model/form.ts'
import type { Db } from '../../../storage/database/database.ts'
import { campaignOfForm, type Campaign, type CampaignSettings } from '../../../storage/queries/campaigns.ts'
import { addAssignments, addDraw, drawGround, drawsOfForm, lastPlaces, lockDraws } from '../../../storage/queries/draws.ts'
import { findForm } from '../../../storage/queries/forms.ts'
import { gradingsOf } from '../../../storage/queries/gradings.ts'
import { groupBy } from '../../../storage/queries/group-by.ts'
import type { Change } from '../change.ts'
import { contestedTasks } from './contested-tasks.ts'

/**
 * What follows from a grading that was just submitted, in the same transaction: when it was the last of the independent ones and they differ
 * by more than the campaign's rule lets pass, a third expert is drawn for the tasks in question by the same rules as the first two; one who had the
 * work as practice or seed only when there is nobody else, which is put on record. When nobody is left who may grade the work, that is put on record, and the chair sees it as an obstacle.
 */
export async function callThirdExpert({ change, assignmentId }: { readonly change: Change; readonly assignmentId: string }): Promise<void> {
  const { db } = change
  const assigned = await db.selectFrom('assignment as a').innerJoin('work as w', 'w.id', 'a.work_id').select(['a.work_id', 'w.form_id']).where('a.id', '=', assignmentId).executeTakeFirst()
  // A check of the expert himself decides nothing about its work.
  if (!assigned) return
  const { work_id: workId, form_id: formId } = assigned
  // Both experts may submit at the same moment: the second waits here and then sees the first.
  await db.selectFrom('work').select('id').where('id', '=', workId).forUpdate().execute()
  const campaign = await campaignOfForm(db, formId)
  const stored = await findForm(db, formId)
  if (!stored) throw new Error(`no form ${formId}`)
  const tasks = contestedTasks({ form: stored.form, settings: campaign.settings, gradings: await gradingsOf(db, [workId]) })
  if (tasks.length > 0) await drawThird({ change, campaign, formId, workId, tasks })
}

/** The works of a form that wait for a third expert whom nobody could be drawn for. */
export async function worksWithoutThird({ db, form, settings }: { readonly db: Db; readonly form: Form; readonly settings: CampaignSettings }): Promise<readonly { readonly workId: string; readonly tasks: readonly string[] }[]> {
  const works = await db.selectFrom('work').select('id').where('form_id', '=', form.id).where('state', '=', 'anonymised').orderBy('id').execute()
  const gradings = groupBy(await gradingsOf(db, works.map((work) => work.id)), (grading) => grading.workId)
  return [...gradings].map(([workId, own]) => ({ workId, tasks: contestedTasks({ form, settings, gradings: own }) })).filter(({ tasks }) => tasks.length > 0)
}

/** Tries again to draw the third experts that are missing: new experts may have come. Answers for how many works there is one now, and for how many not. */
export async function callMissingThirdExperts({ change, campaign, form }: { readonly change: Change; readonly campaign: Campaign; readonly form: Form }): Promise<{ readonly called: number; readonly missing: number }> {
  const waiting = await worksWithoutThird({ db: change.db, form, settings: campaign.settings })
  let called = 0
  for (const { workId, tasks } of waiting) if (await drawThird({ change, campaign, formId: form.id, workId, tasks })) called++
  return { called, missing: waiting.length - called }
}

/** Answers whether everybody who is needed was found. Where works are given out task by task, each group with a task in question gets a third expert of its own. */
async function drawThird({ change, campaign, formId, workId, tasks }: {
  change: Change; campaign: Campaign; formId: string; workId: string; tasks: readonly string[]
}): Promise<boolean> {
  const { db } = change
  const rules = campaign.settings.draw
  await lockDraws(db, formId)
  const ground = await drawGround(db, formId, { later: true })
  const draws = await drawsOfForm(db, formId)
  const seed = draws[0]?.seed
  if (seed === undefined) throw new Error(`works of form ${formId} are graded without a draw`)
  const batch = draws.filter((draw) => draw.purpose.startsWith('third,')).length + 1
  const parts = ground.groups?.map((group) => ({ unit: group.unit, tasks: tasks.filter((task) => group.tasks.includes(task)) })).filter((part) => part.tasks.length > 0) ?? [{ unit: '', tasks }]
  const tasksOf = new Map(parts.map((part) => [unitId({ work: workId, unit: part.unit }), part.tasks]))
  const contested = [...tasksOf.keys()]
  const seen = ground.seen.filter((pair) => pair.work === workId)
  const { changed, keptFrom, knewWork } = keepUnseen(seen, (keptFrom) => drawThirdExperts({ ...ground, rules, seed, contested, batch, seen: keptFrom }))
  if (changed.length < contested.length) change.record({ type: 'third-expert.missing', actor: 'system', work: workId, tasks: tasks.length })
  if (changed.length === 0) return false
  const drawId = change.newId()
  const manifest = buildManifest({ works: ground.works, experts: ground.experts, rules, commitments: [] })
  await addDraw(db, {
    id: drawId, campaignId: campaign.id, formId, purpose: `third,${batch}`, seed, manifestSha256: manifest.sha256, accountId: change.account.id, at: change.at,
    content: { algorithm: DRAW_ALGORITHM, manifest: manifest.text, current: ground.current.map((one) => ({ ...one })), contested, keptFrom: keptFrom.map((one) => ({ ...one })), assignments: changed.map((one) => ({ ...one })) },
  })
  const last = new Map(await lastPlaces(db))
  await addAssignments(db, changed.map((third) => {
    const place = (last.get(third.expert) ?? 0) + 1
    last.set(third.expert, place)
    return { id: change.newId(), drawId, work: third.work, expertId: third.expert, round: third.round, tasks: tasksOf.get(third.work) ?? tasks, place }
  }))
  change.record({ type: 'third-expert.called', actor: 'system', draw: drawId, work: workId, tasks: tasks.length, knewWork })
  return changed.length === contested.length
}

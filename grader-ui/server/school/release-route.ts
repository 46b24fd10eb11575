import { createHash } from 'node:crypto'
import type { BreachKind } from '../../../pipeline/results-form/check-paper.ts'
import { worksOfSchool } from '../../../storage/queries/school-desk.ts'
import { releaseAnswer, releaseWorks, type ReleaseAnswer, type ReleaseWorks } from '../../api/school.ts'
import { makeChange, type Change } from '../change.ts'
import type { App, Services } from '../services.ts'
import { accountOf } from '../session/load-account.ts'
import { formOfSchool } from './form-of-school.ts'
import { paperBreaches } from './paper-breaches.ts'
import { releaseFacts } from './release-facts.ts'
import { releaseObstacles } from './release-obstacles.ts'
import { schoolOf } from './school-desk.ts'

/**
 * POST /api/school/release: hands the works of a form over, all that are there or none. What stands in the way is the answer. Breaches on the paper do not
 * stand in the way, but each kind of them needs a person's reason, which is kept.
 */
export function releaseRoute(app: App, services: Services): void {
  app.post('/api/school/release', { schema: { body: releaseWorks, response: { 200: releaseAnswer } } }, (request) =>
    makeChange({ services, account: accountOf(request), steps: (change) => release({ change, schoolId: schoolOf(request), request: request.body }) }))
}

async function release({ change, schoolId, request: { formId, reasons } }: { change: Change; schoolId: string; request: ReleaseWorks }): Promise<ReleaseAnswer> {
  const { db } = change
  const { form } = await formOfSchool(db, { schoolId, formId })
  // Locked first: an answer or a new page that comes meanwhile waits and then finds the works released.
  const locked = await db.selectFrom('work').select('id').where('school_id', '=', schoolId).where('form_id', '=', formId).where('state', '=', 'staged').orderBy('id').forUpdate().execute()
  const obstacles = releaseObstacles(await releaseFacts({ db, schoolId, form }))
  if (obstacles.length > 0) return { released: 0, obstacles: [...obstacles], breaches: [] }
  const ids = locked.map((work) => work.id)
  const works = (await worksOfSchool(db, { schoolId, formId })).filter((work) => ids.includes(work.id))
  const counts = new Map<BreachKind, number>()
  for (const { kind } of (await paperBreaches({ db, schoolId, form, works })).breaches) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  const answered = [...counts].map(([kind, n]) => ({ kind, n, reason: reasons.find((one) => one.kind === kind)?.reason ?? null }))
  const open = answered.filter(({ reason }) => reason === null)
  if (open.length > 0) return { released: 0, obstacles: [], breaches: open.map(({ kind, n }) => ({ kind, n })) }
  for (const { kind, n, reason } of answered) {
    await db.insertInto('release_reason').values({ id: change.newId(), school_id: schoolId, form_id: formId, kind, breaches: n, reason: reason!, account_id: change.account.id, at: change.at }).execute()
  }
  await db.updateTable('work').set({ state: 'released' }).where('id', 'in', ids).execute()
  for (const id of ids) await change.addTask('anonymise-work', id)
  change.record({
    type: 'works.released', school: schoolId, form: formId, works: ids,
    breaches: answered.map(({ kind, n, reason }) => ({ kind, n, reason: createHash('sha256').update(reason!).digest('hex') })),
  })
  return { released: ids.length, obstacles: [], breaches: [] }
}

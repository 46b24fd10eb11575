import { releaseAnswer, releaseWorks } from '../../api/school.ts'
import { makeChange, type Change } from '../change.ts'
import type { App, Services } from '../services.ts'
import { accountOf } from '../session/load-account.ts'
import { releaseFacts } from './release-facts.ts'
import { releaseObstacles } from './release-obstacles.ts'
import { formOfSchool } from './form-of-school.ts'
import { schoolOf } from './school-desk.ts'

/** POST /api/school/release: hands the works of a form over, all that are there or none. What stands in the way is the answer. */
export function releaseRoute(app: App, services: Services): void {
  app.post('/api/school/release', { schema: { body: releaseWorks, response: { 200: releaseAnswer } } }, (request) =>
    makeChange({ services, account: accountOf(request), steps: (change) => release({ change, schoolId: schoolOf(request), formId: request.body.formId }) }))
}

async function release({ change, schoolId, formId }: { change: Change; schoolId: string; formId: string }): Promise<{ released: number; obstacles: string[] }> {
  const { db } = change
  const stored = await formOfSchool(db, { schoolId, formId })
  // Locked first: an answer or a new page that comes meanwhile waits and then finds the works released.
  const works = await db.selectFrom('work').select('id').where('school_id', '=', schoolId).where('form_id', '=', formId).where('state', '=', 'staged').orderBy('id').forUpdate().execute()
  const obstacles = releaseObstacles(await releaseFacts({ db, schoolId, form: stored.form }))
  if (obstacles.length > 0) return { released: 0, obstacles: [...obstacles] }
  const ids = works.map((work) => work.id)
  await db.updateTable('work').set({ state: 'released' }).where('id', 'in', ids).execute()
  for (const id of ids) await change.addTask('anonymise-work', id)
  change.record({ type: 'works.released', school: schoolId, form: formId, works: ids })
  return { released: ids.length, obstacles: [] }
}

import { lockPageOfSchool } from '../../../storage/queries/page-places.ts'
import { differentSheets } from '../../../storage/queries/ink-hashes.ts'
import { differentSheetsAnswer, differentSheetsRequest } from '../../api/school.ts'
import { makeChange } from '../change.ts'
import type { App, Services } from '../services.ts'
import { accountOf } from '../session/load-account.ts'
import { notFound } from '../user-error.ts'
import { schoolOf } from './school-desk.ts'

/**
 * POST /api/school/repairs/different: two pages that seemed to be scans of one sheet are different sheets, by a person's eyes; or that is taken back, and they are asked about again.
 * Said twice, it is written once.
 */
export function differentSheetsRoute(app: App, services: Services): void {
  app.post('/api/school/repairs/different', { schema: { body: differentSheetsRequest, response: { 200: differentSheetsAnswer } } }, (request) =>
    makeChange({ services, account: accountOf(request), steps: async (change) => {
      const schoolId = schoolOf(request)
      const { first, second, different } = request.body
      for (const id of [first, second].sort()) if (!await lockPageOfSchool(change.db, { id, schoolId })) throw notFound('Такой страницы нет. Обновите страницу.')
      if ((await differentSheets(change.db, schoolId)).has(`${first} ${second}`) === different) return { ok: true as const }
      await change.db.insertInto('different_sheets').values({ id: change.newId(), school_id: schoolId, first_page: first, second_page: second, differ: different, account_id: change.account.id, at: change.at }).execute()
      change.record({ type: different ? 'page.different-sheets' : 'page.different-sheets-undone', page: first, other: second })
      return { ok: true as const }
    } }))
}

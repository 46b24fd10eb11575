import { z } from 'zod'
import { changeSchoolWords, wordsOfSchool } from '../../../storage/queries/school-words.ts'
import { hiddenWords } from '../../api/school.ts'
import { makeChange } from '../change.ts'
import type { App, Services } from '../services.ts'
import { accountOf } from '../session/load-account.ts'
import { schoolOf } from './school-desk.ts'

/** GET and PUT /api/school/words: what must not be read on a blind page. A new list is looked for on the pages that are there, too; the log says how many words, never which. */
export function wordsRoutes(app: App, services: Services): void {
  app.get('/api/school/words', { schema: { response: { 200: hiddenWords } } }, async (request) => ({ words: [...(await wordsOfSchool(services.database, schoolOf(request))).words] }))
  app.put('/api/school/words', { schema: { body: hiddenWords, response: { 200: z.object({}) } } }, async (request) => {
    const schoolId = schoolOf(request)
    const words = [...new Set(request.body.words)]
    await makeChange({ services, account: accountOf(request), steps: async (change) => {
      await changeSchoolWords(change.db, { schoolId, words, accountId: change.account.id, at: change.at })
      await change.addTask('check-words', schoolId)
      change.record({ type: 'school.words-changed', school: schoolId, words: words.length })
    } })
    return {}
  })
}

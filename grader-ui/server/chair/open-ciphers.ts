import { askForOpening, type Opening } from '../../../storage/queries/openings.ts'
import { protocolView } from '../../api/chair.ts'
import { makeChange } from '../change.ts'
import { approvalObstacles } from '../recheck/approval-obstacles.ts'
import type { SchoolRecheck } from '../recheck/school-recheck.ts'
import type { App, Services } from '../services.ts'
import { accountOf } from '../session/load-account.ts'
import { UserError } from '../user-error.ts'
import { openProtocol } from './open-protocol.ts'
import { protocolParams, viewOf } from './show-protocol.ts'

/** `opened`: both have agreed for every work that stands in the protocol now; works that came since have to be asked for anew. */
export type OpeningState = 'none' | 'asked' | 'refused' | 'opened'

export function openingState({ opening, recheck }: { readonly opening: Opening | null; readonly recheck: SchoolRecheck }): OpeningState {
  const covered = new Set(opening?.ciphers)
  if (!opening || recheck.works.some((work) => !covered.has(work.comparison.workCipher))) return 'none'
  return opening.answer === null ? 'asked' : opening.answer.answer === 'confirmed' ? 'opened' : 'refused'
}

/** POST …/open-ciphers: the chair asks to see who is behind the ciphers. They open when the municipal coordinator confirms it, and not before every grade is locked. */
export function openCiphersRoute(app: App, services: Services): void {
  app.post('/api/chair/protocols/:schoolId/:formId/open-ciphers', { schema: { params: protocolParams, response: { 200: protocolView } } }, async (request) => {
    const account = accountOf(request)
    await makeChange({ services, account, steps: async (change) => {
      // One after the other: two clicks at once are one request.
      await change.db.selectFrom('school').select('id').where('id', '=', request.params.schoolId).forUpdate().execute()
      const { record, recheck, opening } = await openProtocol(change.db, request.params)
      if (record) throw new UserError({ code: 'already-approved', status: 409, message: 'Этот протокол уже утверждён. Обновите страницу.' })
      const obstacles = approvalObstacles(recheck)
      if (obstacles.length > 0) throw new UserError({ code: 'not-ready', status: 409, message: `Вскрывать шифры пока нельзя: оценки ещё не закрыты. ${obstacles.join(' ')}` })
      const state = openingState({ opening, recheck })
      if (state === 'asked' || state === 'opened') return
      const id = change.newId()
      const ciphers = recheck.works.map((work) => work.comparison.workCipher)
      await askForOpening(change.db, { id, ...request.params, ciphers, accountId: account.id, at: change.at })
      change.record({ type: 'cipher-opening.asked', request: id, school: request.params.schoolId, form: request.params.formId, ciphers })
    } })
    return viewOf(await openProtocol(services.database, request.params))
  })
}

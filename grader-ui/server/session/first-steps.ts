import { z } from 'zod'
import { hashPassword } from '../../../storage/passwords.ts'
import type { FirstStep } from '../../../storage/database/tables.ts'
import type { Db } from '../../../storage/database/database.ts'
import type { Account } from '../../../storage/queries/accounts.ts'
import { schoolsOfCampaign } from '../../../storage/queries/campaigns.ts'
import { accountsOfRole, byName, changePerson, setFirstSteps } from '../../../storage/queries/setup.ts'
import { ownConflicts, ownPassword, ownSchools } from '../../api/setup.ts'
import { makeChange } from '../change.ts'
import { campaignNow } from '../municipality/campaign-now.ts'
import type { App, Services } from '../services.ts'
import { accountOf, guardDesk } from './load-account.ts'
import { UserError } from '../user-error.ts'

const done = { response: { 200: z.object({}) } }

/** What somebody does at the first login, before the desk opens: POST /api/first/password, GET /api/first/schools and POST /api/first/conflicts. */
export function firstSteps(app: App, services: Services): void {
  app.register(async (instance) => {
    const inside = instance as App
    guardDesk(inside, 'any')
    inside.post('/api/first/password', { schema: { body: ownPassword, ...done } }, async (request) => {
      const account = accountOf(request)
      mustWait(account.firstSteps, 'password')
      const passwordHash = await hashPassword(request.body.password)
      return makeChange({ services, account, steps: async (change) => {
        await change.db.updateTable('account').set({ password_hash: passwordHash }).where('id', '=', account.id).execute()
        await setFirstSteps(change.db, { accountId: account.id, firstSteps: without(account.firstSteps, 'password') })
        change.record({ type: 'password.chosen' })
        return {}
      } })
    })
    inside.get('/api/first/schools', { schema: { response: { 200: ownSchools } } }, async (request) => {
      const account = accountOf(request)
      // Schools' names reach an expert's browser here only, before any work does.
      mustWait(account.firstSteps, 'conflicts')
      const schools = (await schoolsOfCampaign(services.database, (await campaignNow(services)).id)).sort((a, b) => byName(a.name, b.name))
      return { colleagues: (await colleaguesOf(services.database, account)).map(({ id, name }) => ({ id, name, conflict: account.conflicts.includes(id) })), schools: schools.map(({ id, name }) => ({ id, name, own: account.schoolId === id, worksHere: account.otherSchools.includes(id), conflict: account.conflicts.includes(id) })) }
    })
    inside.post('/api/first/conflicts', { schema: { body: ownConflicts, ...done } }, async (request) => {
      const account = accountOf(request)
      mustWait(account.firstSteps, 'conflicts')
      const known = new Set((await schoolsOfCampaign(services.database, (await campaignNow(services)).id)).map((school) => school.id))
      const colleagues = new Set((await colleaguesOf(services.database, account)).map(({ id }) => id))
      const { otherSchools, conflicts } = request.body
      if (otherSchools.some((id) => !known.has(id)) || conflicts.some((id) => !known.has(id) && !colleagues.has(id))) throw new UserError({ code: 'unknown-school', status: 409, message: 'Список школ или экспертов изменился. Обновите страницу и отметьте ещё раз.' })
      return makeChange({ services, account, steps: async (change) => {
        // What the coordinator knows stays: a person can add to it, not take it back.
        const joined = { otherSchools: [...new Set([...account.otherSchools, ...otherSchools])], conflicts: [...new Set([...account.conflicts, ...conflicts])] }
        await changePerson(change.db, { ...account, ...joined, firstSteps: without(account.firstSteps, 'conflicts') })
        change.record({ type: 'conflicts.declared', schools: joined.conflicts.filter((id) => known.has(id)).length, colleagues: joined.conflicts.filter((id) => colleagues.has(id)).length, jobs: joined.otherSchools.length })
        return {}
      } })
    })
  })
}

/** The experts beside this one, by name. A closed login grades nothing any more. */
const colleaguesOf = async (db: Db, account: Account) => (await accountsOfRole(db, ['expert'])).filter((one) => one.id !== account.id && !one.closed).sort((a, b) => byName(a.name, b.name))

const without = (steps: readonly FirstStep[] | undefined, done: FirstStep): readonly FirstStep[] => (steps ?? []).filter((step) => step !== done)

function mustWait(steps: readonly FirstStep[] | undefined, step: FirstStep): void {
  if (!steps?.includes(step)) throw new UserError({ code: 'step-done', status: 409, message: 'Этот шаг уже сделан. Обновите страницу.' })
}

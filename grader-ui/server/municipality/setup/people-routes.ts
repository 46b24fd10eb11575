import { z } from 'zod'
import { makeLogin } from '../../../../pipeline/setup/make-login.ts'
import type { Db } from '../../../../storage/database/database.ts'
import { addAccount, findAccount, type Account } from '../../../../storage/queries/accounts.ts'
import { schoolsOfCampaign, type Campaign } from '../../../../storage/queries/campaigns.ts'
import { formsOfCampaign } from '../../../../storage/queries/forms.ts'
import { accountsOfRole, byName, changePerson, closeAccount, lockCampaign } from '../../../../storage/queries/setup.ts'
import { worksByExpert } from '../../../../storage/queries/expert-loads.ts'
import { accessRequest, peopleList, personRequest, type PeopleList, type PersonView } from '../../../api/setup.ts'
import { makeChange, type Change } from '../../change.ts'
import type { App, Services } from '../../services.ts'
import { accountOf } from '../../session/load-account.ts'
import { notFound, UserError } from '../../user-error.ts'
import { campaignNow } from '../campaign-now.ts'
import { freeLogin } from './schools-routes.ts'
import { signInState } from './sign-in-state.ts'

const params = z.object({ id: z.string() })
const done = { response: { 200: z.object({}) } }
export type PersonRequest = z.output<typeof personRequest>

/** GET, POST and PUT /api/municipality/people; POST …/:id/access: the experts and chairs of the commission. */
export function peopleRoutes(app: App, services: Services): void {
  app.get('/api/municipality/people', { schema: { response: { 200: peopleList } } }, async () => listPeople(services.database, await campaignNow(services)))
  app.post('/api/municipality/people', { schema: { body: personRequest, ...done } }, async (request) => {
    const { id } = await campaignNow(services)
    return makeChange({ services, account: accountOf(request), steps: async (change) => {
      const campaign = await lockCampaign(change.db, id)
      change.record({ type: 'person.added', person: await addPerson({ change, campaign, person: request.body }) })
      return {}
    } })
  })
  app.put('/api/municipality/people/:id', { schema: { params, body: personRequest, ...done } }, async (request) => {
    const { id } = await campaignNow(services)
    return makeChange({ services, account: accountOf(request), steps: async (change) => {
      const campaign = await lockCampaign(change.db, id)
      await alterPerson({ change, campaign, person: request.body, before: await memberOf(change.db, request.params.id) })
      change.record({ type: 'person.changed', person: request.params.id })
      return {}
    } })
  })
  app.post('/api/municipality/people/:id/access', { schema: { params, body: accessRequest, ...done } }, (request) => makeChange({
    services, account: accountOf(request), steps: async (change) => {
      const { id } = await memberOf(change.db, request.params.id)
      const open = await change.db.selectFrom('assignment').select('id').where('expert_id', '=', id).where('state', '=', 'open').limit(1).executeTakeFirst()
      if (!request.body.open && open) throw new UserError({ code: 'has-works', status: 409, message: 'У эксперта есть непроверенные работы. Сначала передайте их другим: «Распределение» → нагрузка экспертов → «Выбыл».' })
      await closeAccount(change.db, { accountId: id, at: request.body.open ? null : change.at })
      change.record({ type: request.body.open ? 'access.opened' : 'access.closed', person: id })
      return {}
    },
  }))
}

async function memberOf(db: Db, id: string): Promise<Account> {
  const account = await findAccount(db, id)
  if (!account || (account.role !== 'expert' && account.role !== 'chair')) throw notFound('Такого эксперта нет. Обновите страницу.')
  return account
}

/** Adds a member of the commission with no password yet. Answers the id. */
export async function addPerson({ change, campaign, person }: { readonly change: Change; readonly campaign: Campaign; readonly person: PersonRequest }): Promise<string> {
  await refuseUnknown(change.db, campaign, person)
  const id = change.newId()
  await addAccount(change.db, {
    ...person, id, login: await freeLogin({ change, wanted: person.login, make: (taken) => makeLogin(person.name, taken) }),
    firstSteps: person.role === 'expert' && !person.conflictsDeclared ? ['password', 'conflicts'] : ['password'], passwordHash: '',
  })
  return id
}

/** Changes a member. The login stays; what the person declared stays unless it is said to lie on paper. */
export async function alterPerson({ change, campaign, person, before }: { readonly change: Change; readonly campaign: Campaign; readonly person: PersonRequest; readonly before: Account }): Promise<void> {
  await refuseUnknown(change.db, campaign, person)
  if (person.role !== before.role) throw new UserError({ code: 'role-stays', status: 409, message: 'Роль не меняется: закройте этот вход и добавьте человека заново.' })
  const steps = (before.firstSteps ?? []).filter((step) => step !== 'conflicts' || !person.conflictsDeclared)
  await changePerson(change.db, { ...before, ...person, id: before.id, role: before.role, login: before.login, firstSteps: steps })
}

/** A conflict that names nobody would be heeded by nobody. */
async function refuseUnknown(db: Db, campaign: Campaign, person: PersonRequest): Promise<void> {
  const schools = new Set((await schoolsOfCampaign(db, campaign.id)).map((school) => school.id))
  const people = new Set((await accountsOfRole(db, ['expert', 'chair'])).map((one) => one.id))
  const unknown = [person.schoolId, ...person.otherSchools].some((id) => id !== null && !schools.has(id)) || person.conflicts.some((id) => !schools.has(id) && !people.has(id))
  if (unknown) throw new UserError({ code: 'unknown-school', status: 409, message: 'Указана школа, которой в перепроверке уже нет. Обновите страницу и выберите из списка.' })
}

async function listPeople(db: Db, campaign: Campaign): Promise<PeopleList> {
  const schools = (await schoolsOfCampaign(db, campaign.id)).sort((a, b) => byName(a.name, b.name))
  const nameOf = new Map(schools.map((school) => [school.id, school.name]))
  const loads = await worksByExpert(db)
  const people = (await accountsOfRole(db, ['expert', 'chair'])).map((one): PersonView => ({
    id: one.id, name: one.name, role: one.role === 'chair' ? 'chair' : 'expert', schoolId: one.schoolId, schoolName: nameOf.get(one.schoolId ?? '') ?? '', subjects: [...one.subjects],
    qualification: one.qualification ?? '', years: one.years, cap: one.cap, otherSchools: [...one.otherSchools], conflicts: [...one.conflicts],
    conflictsDeclared: !one.firstSteps?.includes('conflicts'), login: one.login, signIn: signInState(one), assigned: loads.get(one.id)?.assigned ?? 0, submitted: loads.get(one.id)?.submitted ?? 0,
  }))
  const subjects = [...new Set((await formsOfCampaign(db, campaign.id)).map(({ form }) => form.subject))].sort(byName)
  return { people, schools, subjects }
}

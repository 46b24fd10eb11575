import { z } from 'zod'
import { makeSchoolLogin } from '../../../../pipeline/setup/make-login.ts'
import { spelling } from '../../../../pipeline/setup/read-people-table.ts'
import { isLogin } from '../../../../pipeline/setup/read-schools-table.ts'
import { addAccount } from '../../../../storage/queries/accounts.ts'
import { addSchool, changePerson, changeSchool, lockCampaign, removeSchool, schoolsWithCoordinators, takenLogins } from '../../../../storage/queries/setup.ts'
import { schoolList, schoolRequest, type SchoolView } from '../../../api/setup.ts'
import { makeChange, type Change } from '../../change.ts'
import type { App, Services } from '../../services.ts'
import { accountOf } from '../../session/load-account.ts'
import { notFound, UserError } from '../../user-error.ts'
import { campaignNow } from '../campaign-now.ts'
import { signInState } from './sign-in-state.ts'

const params = z.object({ id: z.string() })
const done = { response: { 200: z.object({}) } }

/** GET, POST, PUT and DELETE /api/municipality/schools: the schools with the person at each who uploads the scans. */
export function schoolsRoutes(app: App, services: Services): void {
  app.get('/api/municipality/schools', { schema: { response: { 200: schoolList } } }, async () => {
    const campaign = await campaignNow(services)
    const schools = await schoolsWithCoordinators(services.database, campaign.id)
    return { schools: schools.map(({ coordinator, ...school }): SchoolView => ({ ...school, coordinator: coordinator && { id: coordinator.id, name: coordinator.name, login: coordinator.login, signIn: signInState(coordinator) } })) }
  })
  app.post('/api/municipality/schools', { schema: { body: schoolRequest, ...done } }, async (request) => {
    const campaign = await campaignNow(services)
    return makeChange({ services, account: accountOf(request), steps: async (change) => {
      await lockCampaign(change.db, campaign.id)
      const { id } = await putSchool({ change, campaignId: campaign.id, school: request.body })
      change.record({ type: 'school.added', school: id })
      return {}
    } })
  })
  app.put('/api/municipality/schools/:id', { schema: { params, body: schoolRequest, ...done } }, async (request) => {
    const campaign = await campaignNow(services)
    return makeChange({ services, account: accountOf(request), steps: async (change) => {
      await lockCampaign(change.db, campaign.id)
      await putSchool({ change, campaignId: campaign.id, school: request.body, id: request.params.id })
      change.record({ type: 'school.changed', school: request.params.id })
      return {}
    } })
  })
  app.delete('/api/municipality/schools/:id', { schema: { params, ...done } }, async (request) => {
    const campaign = await campaignNow(services)
    return makeChange({ services, account: accountOf(request), steps: async (change) => {
      await lockCampaign(change.db, campaign.id)
      const school = (await schoolsWithCoordinators(change.db, campaign.id)).find((one) => one.id === request.params.id)
      if (!school) throw noSuchSchool()
      const staff = await change.db.selectFrom('account').select('id').where('school_id', '=', school.id).where('role', '<>', 'school').limit(1).executeTakeFirst()
      const acted = school.coordinator?.hasPassword === true
      if (school.inUse || staff || acted) throw new UserError({ code: 'school-in-use', status: 409, message: 'Школу удалить нельзя: у неё уже есть сканы, эксперты или выданный пароль. Её название можно изменить.' })
      await removeSchool(change.db, school.id)
      change.record({ type: 'school.removed', school: school.id })
      return {}
    } })
  })
}

export const noSuchSchool = (): UserError => notFound('Такой школы в этой перепроверке нет. Обновите страницу.')

/** Adds a school with its coordinator, or changes it (`id`). Refuses a name or login that is taken. The login of a coordinator never changes. */
export async function putSchool({ change, campaignId, school, id }: {
  readonly change: Change; readonly campaignId: string; readonly id?: string
  readonly school: { readonly name: string; readonly coordinator: string; readonly login: string; readonly onLastList: boolean }
}): Promise<{ readonly id: string }> {
  const { db } = change
  const known = await schoolsWithCoordinators(db, campaignId)
  const before = id === undefined ? null : known.find((one) => one.id === id)
  if (before === undefined) throw noSuchSchool()
  if (known.some((one) => one.id !== id && spelling(one.name) === spelling(school.name))) throw new UserError({ code: 'name-taken', status: 409, message: `Школа «${school.name}» уже есть в списке.` })
  const schoolId = before?.id ?? change.newId()
  if (before) await changeSchool(db, { id: schoolId, ...school })
  else await addSchool(db, { id: schoolId, campaignId, ...school })
  if (before?.coordinator) {
    await changePerson(db, { ...before.coordinator, name: school.coordinator })
    return { id: schoolId }
  }
  await addAccount(db, {
    id: change.newId(), login: await freeLogin({ change, wanted: school.login, make: (taken) => makeSchoolLogin(school.name, taken) }), role: 'school', name: school.coordinator, schoolId,
    subjects: [], years: 0, cap: null, otherSchools: [], conflicts: [], firstSteps: ['password'], passwordHash: '',
  })
  return { id: schoolId }
}

/** The login that was asked for, or one that is made up. Refuses one that is taken or cannot be typed. */
export async function freeLogin({ change, wanted, make }: { readonly change: Change; readonly wanted: string; readonly make: (taken: Set<string>) => string }): Promise<string> {
  const taken = await takenLogins(change.db)
  if (wanted === '') return make(taken)
  if (!isLogin(wanted)) throw new UserError({ code: 'bad-login', message: 'Логин — латинские буквы, цифры, точка или дефис, от 3 до 40 знаков. Можно оставить поле пустым.' })
  if (taken.has(wanted)) throw new UserError({ code: 'login-taken', status: 409, message: `Логин «${wanted}» уже занят. Выберите другой или оставьте поле пустым.` })
  return wanted
}

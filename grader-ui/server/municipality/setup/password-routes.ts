import { makePassword } from '../../../../pipeline/setup/make-login.ts'
import { hashPassword } from '../../../../storage/passwords.ts'
import { findAccount, type Account } from '../../../../storage/queries/accounts.ts'
import { setPassword } from '../../../../storage/queries/setup.ts'
import { passwordRequest, passwordSlips } from '../../../api/setup.ts'
import { makeChange } from '../../change.ts'
import type { App, Services } from '../../services.ts'
import { accountOf } from '../../session/load-account.ts'
import { notFound } from '../../user-error.ts'

/** Enough randomness for one password, some of it refused. */
const BYTES = 48
const AT_ONCE = 8

const ROLES: Readonly<Record<Account['role'], string>> = { school: 'школьный координатор', expert: 'эксперт', chair: 'председатель комиссии', municipality: 'муниципальный координатор' }

/**
 * POST /api/municipality/passwords: first passwords for a printed sheet. They are told once and kept as hashes only; at the first login everybody
 * chooses an own one, so that nobody but the person can enter from then on.
 */
export function passwordRoutes(app: App, services: Services): void {
  app.post('/api/municipality/passwords', { schema: { body: passwordRequest, response: { 200: passwordSlips } } }, async (request) => {
    const actor = accountOf(request)
    const ids = [...new Set(request.body.accountIds)].filter((id) => id !== actor.id)
    const issued: { account: Account; password: string; passwordHash: string }[] = []
    for (let from = 0; from < ids.length; from += AT_ONCE) {
      issued.push(...await Promise.all(ids.slice(from, from + AT_ONCE).map(async (id) => {
        const account = await findAccount(services.database, id)
        if (!account || account.role === 'municipality') throw notFound('Такого человека в списке уже нет. Обновите страницу.')
        const password = makePassword(services.random(BYTES))
        return { account, password, passwordHash: await hashPassword(password) }
      })))
    }
    const names = new Map((await services.database.selectFrom('school').select(['id', 'name']).execute()).map((school) => [school.id, school.name]))
    return makeChange({ services, account: actor, steps: async (change) => {
      for (const { account, passwordHash } of issued) {
        await setPassword(change.db, { accountId: account.id, passwordHash, firstSteps: [...new Set([...account.firstSteps ?? [], 'password' as const])] })
      }
      change.record({ type: 'passwords.issued', people: issued.map(({ account }) => account.id) })
      return {
        url: services.config.publicUrl,
        slips: issued.map(({ account, password }) => ({ name: account.name, role: ROLES[account.role], place: names.get(account.schoolId ?? '') ?? '', login: account.login, password })),
      }
    } })
  })
}

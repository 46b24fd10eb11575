import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { appendAudit } from '../../../storage/audit-log.ts'
import { checkPassword } from '../../../storage/passwords.ts'
import { canonicalLogin, type Account } from '../../../storage/queries/accounts.ts'
import { currentCampaign } from '../../../storage/queries/campaigns.ts'
import { openSessions } from '../../../storage/sessions.ts'
import { loginRequest, me, type Me } from '../../api/session.ts'
import type { App, Services } from '../services.ts'
import { UserError } from '../user-error.ts'
import { accountOf, guardDesk } from './load-account.ts'

/** POST /api/login, GET /api/me, POST /api/logout. */
export function sessionRoutes(app: App, services: Services): void {
  loginRoute(app, services)
  app.register(async (instance) => {
    const inside = instance as App
    guardDesk(inside, 'any')
    inside.get('/api/me', { schema: { response: { 200: me } } }, (request, reply) => describe(services, accountOf(request), reply))
    inside.post('/api/logout', { schema: { response: { 200: z.object({}) } } }, async (request) => {
      const { id } = accountOf(request)
      await request.session.destroy()
      await note(services, { type: 'session.closed', actor: id })
      return {}
    })
  })
}

function loginRoute(app: App, services: Services): void {
  const { loginsPerMinute } = services.config
  const rateLimit = {
    max: loginsPerMinute, timeWindow: '1 minute', hook: 'preHandler' as const,
    // One name from one address: colleagues behind the school's one address do not lock each other out.
    keyGenerator: (request: { ip: string; body: unknown }) => `${request.ip} ${canonicalLogin(loginRequest.safeParse(request.body).data?.login ?? '')}`,
  }
  app.post('/api/login', { schema: { body: loginRequest, response: { 200: me } }, config: { rateLimit } }, async (request, reply) => {
    const account = await checkPassword(services.database, request.body)
    if (!account) {
      await note(services, { type: 'session.refused', actor: 'system', login: commitmentTo(canonicalLogin(request.body.login)) })
      throw new UserError({ code: 'wrong-password', status: 401, message: 'Логин или пароль не подходит. Проверьте раскладку и попробуйте снова.' })
    }
    // A new session id: one that somebody planted before the login must not be worth anything after it.
    await request.session.regenerate()
    request.session.accountId = account.id
    await openSessions(services.database).sweep(services.clock())
    await note(services, { type: 'session.opened', actor: account.id })
    return describe(services, account, reply)
  })
}

async function describe({ database }: Services, account: Account, reply: FastifyReply): Promise<Me> {
  return { name: account.name, role: account.role, placeName: await placeName(database, account), csrfToken: reply.generateCsrf(), firstSteps: [...account.firstSteps ?? []] }
}

/** Where somebody works. Experts are told the municipality: no school's name reaches their browser, not even the own one. */
async function placeName(database: Services['database'], { role, schoolId }: Account): Promise<string> {
  if (role === 'school' && schoolId !== null) return (await database.selectFrom('school').select('name').where('id', '=', schoolId).executeTakeFirst())?.name ?? ''
  return (await currentCampaign(database))?.municipality ?? ''
}

async function note({ database, clock }: Services, entry: { readonly type: string; readonly actor: string; readonly login?: string }): Promise<void> {
  await database.transaction().execute((trx) => appendAudit(trx, { ...entry, at: clock() }))
}

// A wrong login may be a password typed into the wrong field: the log must not keep it readable.
const commitmentTo = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16)

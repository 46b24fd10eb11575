import type { preHandlerAsyncHookHandler } from 'fastify'
import type { Account } from '../../../storage/queries/accounts.ts'
import type { Role } from '../../../storage/database/tables.ts'
import type { App } from '../services.ts'
import { UserError } from '../user-error.ts'

declare module 'fastify' {
  interface Session { accountId?: string; account?: Account | null }
  interface FastifyRequest { account: Account | null }
}

/** Puts the logged-in account, as the database knows it now, on every request. */
export function loadAccount(app: App): void {
  app.decorateRequest('account', null)
  app.addHook('onRequest', async (request) => {
    const { account } = request.session
    request.account = account && !account.closed ? account : null
  })
}

/** The account of a request that passed a guard. */
export function accountOf(request: { readonly account: Account | null }): Account {
  if (!request.account) throw new UserError({ code: 'not-logged-in', message: 'Войдите в систему.', status: 401 })
  return request.account
}

/** Lets only accounts of a role through, and changing requests only with the page's own token. */
export function guardDesk(app: App, role: Role | 'any'): void {
  const allow: preHandlerAsyncHookHandler = async (request) => {
    const account = accountOf(request)
    if (role !== 'any' && account.firstSteps && account.firstSteps.length > 0) {
      throw new UserError({ code: 'first-login', message: 'Сначала выполните шаги первого входа: обновите страницу.', status: 403 })
    }
    if (role !== 'any' && account.role !== role) throw new UserError({ code: 'wrong-role', message: 'Эта страница не для вашей роли. Вернитесь на главную.', status: 403 })
  }
  app.addHook('onRequest', allow)
  app.addHook('onRequest', (request, reply, done) => {
    if (request.method === 'GET' || request.method === 'HEAD') done()
    else app.csrfProtection(request, reply, done)
  })
}

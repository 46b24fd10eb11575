import cookie from '@fastify/cookie'
import csrfProtection from '@fastify/csrf-protection'
import helmet from '@fastify/helmet'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import session from '@fastify/session'
import fastify, { LogController } from 'fastify'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { newId } from '../../storage/new-id.ts'
import { answerErrors } from './answer-errors.ts'
import { chairDesk } from './chair/chair-desk.ts'
import { expertDesk } from './expert/expert-desk.ts'
import { answerHealth } from './health.ts'
import { sendLiveEvents } from './live/send-live-events.ts'
import { municipalityDesk } from './municipality/municipality-desk.ts'
import { publicRoutes } from './public/public-routes.ts'
import { schoolDesk } from './school/school-desk.ts'
import { openScanTaker } from './school/take-scan.ts'
import { uploadApi } from './upload-api/upload-api.ts'
import { serveWeb } from './serve-web.ts'
import type { App, Services } from './services.ts'
import { databaseSessions } from './session/database-sessions.ts'
import { loadAccount } from './session/load-account.ts'
import { firstSteps } from './session/first-steps.ts'
import { sessionRoutes } from './session/session-routes.ts'

/** How long a login lasts. */
const SESSION_MS = 12 * 60 * 60 * 1000

/**
 * The whole server, ready for `listen` or `inject`, without listening. It owns none of its services: whoever made them closes
 * them after `app.close()`.
 */
export async function buildApp(services: Services): Promise<App> {
  const { config } = services
  const overTls = config.publicUrl.startsWith('https:')
  const app: App = fastify({ loggerInstance: services.log, logController: new LogController({ disableRequestLogging: true }), trustProxy: overTls, bodyLimit: 1_000_000 })
    .withTypeProvider<ZodTypeProvider>()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  answerErrors(app, newId)

  await app.register(helmet, { contentSecurityPolicy: { useDefaults: false, directives: SELF_ONLY }, strictTransportSecurity: overTls })
  await app.register(cookie)
  await app.register(session, {
    secret: config.sessionSecret, cookieName: 'sverka', store: databaseSessions(services, SESSION_MS), saveUninitialized: false, rolling: false,
    cookie: { path: '/', httpOnly: true, sameSite: 'strict', secure: overTls, maxAge: SESSION_MS },
  })
  await app.register(csrfProtection, { sessionPlugin: '@fastify/session', getToken: (request) => String(request.headers['x-csrf-token'] ?? '') })
  await app.register(rateLimit, { global: false })
  await app.register(multipart, { throwFileSizeLimit: false, limits: { fileSize: config.maxFileBytes, files: 100, fields: 20, fieldSize: 10_000 } })
  loadAccount(app)

  app.addHook('onSend', async (_request, reply) => {
    // Whatever no route says otherwise about may not stay in any cache.
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
  })
  answerHealth(app, services)
  sessionRoutes(app, services)
  firstSteps(app, services)
  sendLiveEvents(app, services)
  const takeScan = openScanTaker(services)
  await app.register(uploadApi(takeScan)(services))
  for (const desk of [schoolDesk(takeScan), expertDesk, chairDesk, municipalityDesk]) await app.register(desk(services))
  await publicRoutes(app, services)
  await serveWeb(app, config.webFolder)
  return app
}

const SELF_ONLY = {
  'default-src': ["'none'"], 'script-src': ["'self'"], 'style-src': ["'self'"], 'img-src': ["'self'", 'blob:', 'data:'], 'font-src': ["'self'"],
  'connect-src': ["'self'"], 'form-action': ["'self'"], 'frame-ancestors': ["'none'"], 'base-uri': ["'none'"], 'manifest-src': ["'self'"],
}

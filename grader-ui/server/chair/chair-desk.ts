import type { FastifyPluginAsync } from 'fastify'
import { answerErasure } from '../retention/retention-routes.ts'
import type { App, Services } from '../services.ts'
import { guardDesk } from '../session/load-account.ts'
import { approveRoute } from './approve-route.ts'
import { listProtocols } from './list-protocols.ts'
import { openCiphersRoute } from './open-ciphers.ts'
import { protocolFiles } from './protocol-files.ts'
import { showProtocol } from './show-protocol.ts'
import { agreedWorkRoutes } from './quality/agreed-work-routes.ts'
import { criteriaRoutes } from './quality/criteria-routes.ts'
import { qualityRoutes } from './quality/quality-routes.ts'
import { signRoute } from './sign-route.ts'

/** The chair's desk: protocols by school and form. Works are named by cipher; the participant's code shows once chair and municipal coordinator have opened it. */
export const chairDesk = (services: Services): FastifyPluginAsync => async (instance) => {
  const app = instance as App
  guardDesk(app, 'chair')
  for (const route of [listProtocols, showProtocol, openCiphersRoute, approveRoute, protocolFiles, signRoute, qualityRoutes, agreedWorkRoutes, criteriaRoutes, answerErasure]) route(app, services)
}

import type { FastifyPluginAsync } from 'fastify'
import type { App, Services } from '../services.ts'
import { guardDesk } from '../session/load-account.ts'

export const expertDesk = (services: Services): FastifyPluginAsync => async (instance) => {
  const app = instance as App
  guardDesk(app, 'expert')
  void services
}

import type { FastifyPluginAsync } from 'fastify'
import type { App, Services } from '../services.ts'
import { guardDesk } from '../session/load-account.ts'

export const chairDesk = (services: Services): FastifyPluginAsync => async (instance) => {
  const app = instance as App
  guardDesk(app, 'chair')
  void services
}

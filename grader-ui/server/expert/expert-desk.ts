import type { FastifyPluginAsync } from 'fastify'
import type { App, Services } from '../services.ts'
import { guardDesk } from '../session/load-account.ts'
import { criteriaRoutes } from './criteria-routes.ts'
import { gradeRoutes } from './grade-routes.ts'
import { showBlindPage } from './show-blind-page.ts'
import { showQueue } from './show-queue.ts'
import { showWork } from './show-work.ts'
import { submitRoutes } from './submit-routes.ts'
import { expertSheetRoute } from './expert-sheet-route.ts'

/**
 * The expert's desk. Its routes read through `storage/blind` only, where no school, participant code or original score exists; their
 * answers are shaped by `grader-ui/api/expert.ts`, which strips whatever else there might be.
 */
export const expertDesk = (services: Services): FastifyPluginAsync => async (instance) => {
  const app = instance as App
  guardDesk(app, 'expert')
  for (const route of [showQueue, showWork, showBlindPage, gradeRoutes, submitRoutes, expertSheetRoute, criteriaRoutes]) route(app, services)
}

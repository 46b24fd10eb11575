import type { FastifyPluginAsync } from 'fastify'
import { askForErasure } from '../retention/retention-routes.ts'
import type { App, Services } from '../services.ts'
import { guardDesk } from '../session/load-account.ts'
import { cutAgainRoute } from './draw/cut-again-route.ts'
import { drawRoute } from './draw/draw-route.ts'
import { freezeRoutes } from './draw/freeze-routes.ts'
import { recordRoute } from './draw/record-route.ts'
import { showDraws } from './draw/show-draws.ts'
import { takeBackRoutes } from './draw/take-back-routes.ts'
import { resultsRoute } from './sample/results-route.ts'
import { sampleFiles } from './sample/sample-files.ts'
import { sampleRoutes } from './sample/sample-routes.ts'
import { campaignRoutes } from './setup/campaign-routes.ts'
import { formsRoutes } from './setup/forms-routes.ts'
import { importPeople } from './setup/import-people.ts'
import { importSchools } from './setup/import-schools.ts'
import { passwordRoutes } from './setup/password-routes.ts'
import { peopleRoutes } from './setup/people-routes.ts'
import { schoolsRoutes } from './setup/schools-routes.ts'
import { stepsRoute } from './setup/steps-route.ts'
import { openingRoutes } from './opening-routes.ts'
import { showAudit } from './show-audit.ts'
import { showProgress } from './show-progress.ts'

/** The municipal coordinator's desk: progress, the draw, the audit log; no page, score or participant code. */
export const municipalityDesk = (services: Services): FastifyPluginAsync => async (instance) => {
  const app = instance as App
  guardDesk(app, 'municipality')
  const setup = [stepsRoute, campaignRoutes, schoolsRoutes, importSchools, peopleRoutes, importPeople, passwordRoutes, formsRoutes]
  for (const route of [...setup, sampleRoutes, sampleFiles, resultsRoute, showProgress, showDraws, freezeRoutes, drawRoute, cutAgainRoute, recordRoute, takeBackRoutes, showAudit, openingRoutes, askForErasure]) route(app, services)
}

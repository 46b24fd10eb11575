import type { FastifyPluginAsync } from 'fastify'
import type { App, Services } from '../services.ts'
import { accountOf, guardDesk } from '../session/load-account.ts'
import type { Account } from '../../../storage/queries/accounts.ts'
import { blindRoutes } from './blind-routes.ts'
import { listChecks } from './list-checks.ts'
import { listRepairs } from './list-repairs.ts'
import { drawNumberRoutes } from './draw-number-routes.ts'
import { listDoubts } from './list-doubts.ts'
import { exportResultsForm } from './export-results-form.ts'
import { keyRoutes } from './key-routes.ts'
import { paperRoutes } from './paper-routes.ts'
import { verificationRoutes } from './verification-routes.ts'
import { listStrayPages } from './list-stray-pages.ts'
import { listWorks } from './list-works.ts'
import { answerDoubtRoutes } from './answer-doubt-routes.ts'
import { placePageRoute } from './place-page-route.ts'
import { differentSheetsRoute } from './different-sheets-route.ts'
import { releaseRoute } from './release-route.ts'
import { showOverview } from './show-overview.ts'
import { showPage } from './show-page.ts'
import { showPageImage } from './show-page-image.ts'
import { resumableUploads } from './resumable-uploads.ts'
import { wordsRoutes } from './words-routes.ts'
import type { TakeScan } from './take-scan.ts'
import { uploadFiles } from './upload-files.ts'
import { uploadResultsForms } from './upload-results-forms.ts'

/** The school coordinator's desk. Every route works with the account's own school and cannot be asked about another. */
export const schoolDesk = (takeScan: TakeScan) => (services: Services): FastifyPluginAsync => async (instance) => {
  const app = instance as App
  guardDesk(app, 'school')
  for (const route of [
    showOverview, uploadFiles({ takeScan, path: '/api/school/files' }), resumableUploads({ takeScan, path: '/api/school/uploads' }), uploadResultsForms('/api/school/results-forms'), listDoubts, answerDoubtRoutes, listWorks, listRepairs, differentSheetsRoute, listChecks, listStrayPages, placePageRoute, showPage, showPageImage, keyRoutes, paperRoutes, exportResultsForm, verificationRoutes, releaseRoute, blindRoutes, wordsRoutes, drawNumberRoutes,
  ]) route(app, services)
}

/** The school of a school coordinator. */
export function schoolOf(request: { readonly account: Account | null }): string {
  const { schoolId } = accountOf(request)
  if (schoolId === null) throw new Error('a school coordinator without a school')
  return schoolId
}

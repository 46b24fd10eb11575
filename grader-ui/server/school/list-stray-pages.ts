import { z } from 'zod'
import { pagesInState } from '../../../storage/queries/page-places.ts'
import { strayPages } from '../../api/school.ts'
import type { App, Services } from '../services.ts'
import { imageUrlOf, reasonWords } from './list-doubts.ts'
import { schoolOf } from './school-desk.ts'

const STRAY = ['foreign', 'blank', 'duplicate', 'unreadable', 'discarded', 'doubtful'] as const

/** Pictures are large: so many pages are answered at once, the next begin at `from`. */
const AT_ONCE = 60

/** GET /api/school/pages?state=…: the pages that are in no work; without a state all of them. `&from=60` goes on behind the first sixty. */
export function listStrayPages(app: App, { database }: Services): void {
  app.get('/api/school/pages', { schema: { querystring: z.object({ state: z.enum(STRAY).optional(), from: z.coerce.number().int().min(0).default(0) }), response: { 200: strayPages } } }, async (request) => {
    const states = request.query.state ? [request.query.state] : STRAY
    const pages = await pagesInState(database, { schoolId: schoolOf(request), states, from: request.query.from, limit: AT_ONCE })
    return {
      pages: pages.map((page) => ({
        id: page.id, fileName: page.file_name, filePage: page.number, state: page.state, reasons: page.reasons.map(reasonWords),
        imageUrl: page.image_sha256 === null ? null : imageUrlOf(page.id), turn: page.turn, formId: page.form_id, formPage: page.form_page,
      })),
    }
  })
}

import { z } from 'zod'
import { PAGE_FLAWS, type PageFlaw } from '../../../pipeline/model/page-flaw.ts'
import { formsOfCampaign } from '../../../storage/queries/forms.ts'
import { lastStep, movesOfPage } from '../../../storage/queries/page-moves.ts'
import { findPageOfSchool, newestReading, pagesAround, rivalPages } from '../../../storage/queries/page-places.ts'
import { rosterOf } from '../../../storage/queries/results-forms.ts'
import { schoolWithCampaign } from '../../../storage/queries/school-desk.ts'
import { schoolPage, type SchoolPage } from '../../api/school.ts'
import type { App, Services } from '../services.ts'
import { notFound } from '../user-error.ts'
import { imageUrlOf, reasonWords } from './list-doubts.ts'
import { schoolOf } from './school-desk.ts'

/** How many pages of the file before and after are shown beside a page. */
const AROUND = 3

/** GET /api/school/pages/:id: one page with its place, its neighbours in the stack, other scans of the same place, and what people did with it. */
export function showPage(app: App, { database: db }: Services): void {
  app.get('/api/school/pages/:id', { schema: { params: z.object({ id: z.string() }), response: { 200: schoolPage } } }, async (request): Promise<SchoolPage> => {
    const schoolId = schoolOf(request)
    const page = await findPageOfSchool(db, { id: request.params.id, schoolId })
    if (!page) throw notFound('Такой страницы нет. Обновите страницу.')
    const reading = await newestReading(db, page.id)
    const work = page.work_id === null ? undefined : await db.selectFrom('work').select(['participant_code', 'state', 'variant']).where('id', '=', page.work_id).executeTakeFirst()
    const code = work?.participant_code ?? reading?.code?.value ?? null
    const released = work !== undefined && work.state !== 'staged'
    const forms = await formsOfCampaign(db, (await schoolWithCampaign(db, schoolId)).campaign_id)
    const rivals = page.form_id === null || page.form_page === null || code === null ? []
      : await rivalPages(db, { schoolId, formId: page.form_id, formPage: page.form_page, code, exceptPage: page.id })
    const moves = await movesOfPage(db, page.id)
    const codes: Record<string, string[]> = {}
    if (!released) for (const { form } of forms) codes[form.id] = [...await rosterOf(db, { schoolId, formId: form.id })].sort()
    return {
      ...briefOf({ ...page, participant_code: work?.participant_code ?? null }), fileName: page.file_name, formTitle: forms.find(({ form }) => form.id === page.form_id)?.form.title ?? null, readCode: reading?.code?.value ?? null, variant: work?.variant ?? null,
      reasons: page.reasons.map(reasonWords), quality: page.quality.map((flaw) => PAGE_FLAWS[flaw as PageFlaw] ?? flaw), widthPx: page.width_px ?? 0, heightPx: page.height_px ?? 0, turn: page.turn,
      byHand: page.by_hand !== null, released,
      around: (await pagesAround(db, { fileId: page.file_id, number: page.number, around: AROUND })).map(briefOf),
      rivals: rivals.map(briefOf), codes,
      history: moves.map(({ action, at, who, after }) => ({ action, at: at.toISOString(), who, state: after.state })),
      undoable: await lastStep(db, page.id) !== undefined,
    }
  })
}

const briefOf = (page: { id: string; number: number; state: string; form_id: string | null; form_page: number | null; image_sha256: string | null; participant_code: string | null }) => ({
  id: page.id, filePage: page.number, state: page.state, formId: page.form_id, formPage: page.form_page, participantCode: page.participant_code,
  imageUrl: page.image_sha256 === null ? null : imageUrlOf(page.id, page.image_sha256),
})

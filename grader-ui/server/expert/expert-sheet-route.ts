import { z } from 'zod'
import { expertSheetText } from '../../../pipeline/protocol/document/expert-sheet.ts'
import { renderDocument } from '../../../pipeline/protocol/document/render-document.ts'
import { blindQueue } from '../../../storage/blind/blind-works.ts'
import { dayOf } from '../recheck/protocol-of.ts'
import type { App, Services } from '../services.ts'
import { accountOf } from '../session/load-account.ts'
import { notFound } from '../user-error.ts'
import { gradedTasks } from './show-queue.ts'
import { withExpertsEyes } from './with-experts-eyes.ts'

/** GET /api/expert/batches/:batch/sheet: «Лист эксперта» as PDF, the own scores of one heap by cipher. */
export function expertSheetRoute(app: App, services: Services): void {
  app.get('/api/expert/batches/:batch/sheet', { schema: { params: z.object({ batch: z.string() }) } }, async (request, reply) => {
    const account = accountOf(request)
    const works = (await withExpertsEyes(services, account, blindQueue)).filter((work) => work.form.id === request.params.batch && !work.practice && gradedTasks(work) > 0)
    const [first] = works
    if (!first) throw notFound('В этой стопке вы ещё не поставили ни одного балла. Начните проверку, и лист появится.')
    const { subject, grade, tasks } = first.form
    const day = dayOf(services.clock())
    const document = expertSheetText({
      date: day, subject, grade, expert: { name: account.name }, tasks: tasks.map(({ id, maxScore }) => ({ id, maxScore })),
      works: works.map(({ cipher, variant, grades, tasks: own }) => ({ cipher, variant, scores: Object.fromEntries(own.flatMap(({ id }) => (grades.get(id) ? [[id, grades.get(id)!]] : []))) })),
    })
    const pdf = await renderDocument({ document, day, fonts: services.fonts })
    return reply.type('application/pdf').send(Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength))
  })
}

import { z } from 'zod'
import { expertSheetText, type SheetRemark } from '../../../pipeline/protocol/document/expert-sheet.ts'
import { renderDocument } from '../../../pipeline/protocol/document/render-document.ts'
import { readAsExpert } from '../../../storage/blind/as-expert.ts'
import { blindQueue } from '../../../storage/blind/blind-works.ts'
import { remarksOf, type Remark } from '../../../storage/blind/remarks.ts'
import { dayOf } from '../recheck/protocol-of.ts'
import type { App, Services } from '../services.ts'
import { accountOf } from '../session/load-account.ts'
import { notFound } from '../user-error.ts'
import { gradedTasks } from './show-queue.ts'

/** GET /api/expert/batches/:batch/sheet: «Лист эксперта» as PDF, the own scores and remarks of one heap by cipher. */
export function expertSheetRoute(app: App, services: Services): void {
  app.get('/api/expert/batches/:batch/sheet', { schema: { params: z.object({ batch: z.string() }) } }, async (request, reply) => {
    const account = accountOf(request)
    const { works, remarks } = await readAsExpert(services.database, account.id, async (blind) => {
      const own = (await blindQueue(blind)).filter((work) => work.form.id === request.params.batch && !work.practice && gradedTasks(work) > 0)
      return { works: own, remarks: await remarksOf(blind, own.map((work) => work.assignmentId)) }
    })
    const [first] = works
    if (!first) throw notFound('В этой стопке вы ещё не поставили ни одного балла. Начните проверку, и лист появится.')
    const { subject, grade, tasks } = first.form
    const day = dayOf(services.clock())
    const document = expertSheetText({
      date: day, subject, grade, expert: { name: account.name }, tasks: tasks.map(({ id, maxScore }) => ({ id, maxScore })),
      works: works.map(({ assignmentId, cipher, variant, grades, tasks: own }) => ({
        cipher, variant, scores: Object.fromEntries(own.flatMap(({ id }) => (grades.get(id) ? [[id, grades.get(id)!]] : []))), remarks: inOrder(tasks.map(({ id }) => id), remarks.get(assignmentId) ?? []).flatMap(onSheet),
      })),
    })
    const pdf = await renderDocument({ document, day, fonts: services.fonts })
    return reply.type('application/pdf').send(Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength))
  })
}

const onSheet = ({ place, text }: Remark): readonly SheetRemark[] =>
  (place.type === 'later' ? [] : [{ place: place.type === 'task' ? `задание ${place.task}` : `страница ${place.page}`, text }])

/** Tasks as the form has them, then pages. */
const inOrder = (tasks: readonly string[], remarks: readonly Remark[]): readonly Remark[] => {
  const at = ({ place }: Remark): number => (place.type === 'task' ? tasks.indexOf(place.task) : tasks.length + (place.type === 'page' ? place.page : 0))
  return remarks.toSorted((a, b) => at(a) - at(b))
}

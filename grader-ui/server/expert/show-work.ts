import { z } from 'zod'
import type { Form } from '../../../pipeline/model/form.ts'
import { readAsExpert } from '../../../storage/blind/as-expert.ts'
import { agreedScores, blindPages, findBlindWork, peerScores, type BlindPage, type BlindWork } from '../../../storage/blind/blind-works.ts'
import { remarksOf, type Remark } from '../../../storage/blind/remarks.ts'
import { expertWork, type ExpertWork } from '../../api/expert.ts'
import type { App, Services } from '../services.ts'
import { accountOf } from '../session/load-account.ts'
import { notFound } from '../user-error.ts'
import { isLater, titleOf } from './show-queue.ts'

/** GET /api/expert/works/:cipher: the pages of one of the own works, what is to be graded on them and what was given and noted so far. */
export function showWork(app: App, services: Services): void {
  app.get('/api/expert/works/:cipher', { schema: { params: z.object({ cipher: z.string() }), response: { 200: expertWork } } }, (request): Promise<ExpertWork> =>
    readAsExpert(services.database, accountOf(request).id, async (blind) => {
      const work = await findBlindWork(blind, request.params.cipher)
      if (!work) throw noSuchWork()
      const pages = await blindPages(blind, work.assignmentId)
      const remarks = (await remarksOf(blind, [work.assignmentId])).get(work.assignmentId) ?? []
      return {
        cipher: work.cipher, batch: work.form.id, title: titleOf(work.form), variant: work.variant, state: work.state, later: isLater(remarks),
        practice: work.practice, agreed: await agreedScores(blind, work.assignmentId), others: byRound(await peerScores(blind, work.assignmentId)),
        tasks: work.tasks.map(({ id, maxScore }) => ({ id, maxScore, score: work.grades.get(id) || null, comment: commentOn(id, remarks) })),
        pages: pages.map((page) => ({
          imageUrl: `/api/expert/pages/${page.id}`, widthPx: page.widthPx, heightPx: page.heightPx, number: page.formPage, answers: answersOn(work.form, page, work),
          notes: notesOn(page.formPage, remarks),
        })),
      }
    }))
}

export const GONE = 'Этой работы у вас больше нет: её передали другому эксперту, изъяли или её страницы обезличивают заново, и тогда она вернётся. Баллы, которые вы поставили, остались в журнале. Перейдите к следующей работе.'
export const noSuchWork = (): ReturnType<typeof notFound> => notFound(GONE)

function byRound(scores: Awaited<ReturnType<typeof peerScores>>): ExpertWork['others'] {
  const rounds = [...new Set(scores.map(({ round }) => round))]
  return rounds.map((round) => ({ round, scores: Object.fromEntries(scores.filter((one) => one.round === round).map(({ task, score }) => [task, score])) }))
}

const commentOn = (task: string, remarks: readonly Remark[]): string => remarks.find(({ place }) => place.type === 'task' && place.task === task)?.text ?? ''

const notesOn = (page: number, remarks: readonly Remark[]): ExpertWork['pages'][number]['notes'] => remarks.flatMap(({ place, text }) =>
  (place.type === 'page' && place.page === page ? [{ note: place.note, x: place.x, y: place.y, text }] : []))

/** Where on the image the answers to the tasks stand that this expert grades, px. */
function answersOn(form: Form, { formPage, widthPx, heightPx, crop }: BlindPage, { tasks }: BlindWork): ExpertWork['pages'][number]['answers'] {
  const [widthMm, heightMm] = form.pageSizeMm
  const page = crop ?? { left: 0, top: 0, pageWidth: widthPx, pageHeight: heightPx }
  const wanted = new Set(tasks.map((task) => task.id))
  return (form.pages.find((one) => one.number === formPage)?.fields ?? []).flatMap((field) => {
    if (field.kind !== 'answer' || !field.tasks.some((task) => wanted.has(task))) return []
    const [x, y, width, height] = field.box
    return [{
      tasks: field.tasks.filter((task) => wanted.has(task)),
      boxPx: [(x / widthMm) * page.pageWidth - page.left, (y / heightMm) * page.pageHeight - page.top, (width / widthMm) * page.pageWidth, (height / heightMm) * page.pageHeight] as [number, number, number, number],
    }]
  })
}

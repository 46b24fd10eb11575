import { z } from 'zod'
import type { Form } from '../../../pipeline/model/form.ts'
import { blindPages, blindQueue, findBlindWork, type BlindPage, type BlindWork } from '../../../storage/blind/blind-works.ts'
import { expertWork, type ExpertWork } from '../../api/expert.ts'
import type { App, Services } from '../services.ts'
import { accountOf } from '../session/load-account.ts'
import { notFound } from '../user-error.ts'
import { titleOf } from './show-queue.ts'
import { withExpertsEyes } from './with-experts-eyes.ts'

/** GET /api/expert/works/:cipher: the pages of one of the own works and what is to be graded on them. */
export function showWork(app: App, services: Services): void {
  app.get('/api/expert/works/:cipher', { schema: { params: z.object({ cipher: z.string() }), response: { 200: expertWork } } }, (request): Promise<ExpertWork> =>
    withExpertsEyes(services, accountOf(request), async (blind) => {
      const work = await findBlindWork(blind, request.params.cipher)
      if (!work) throw noSuchWork()
      const pages = await blindPages(blind, work.assignmentId)
      return {
        cipher: work.cipher, title: titleOf(work.form), variant: work.variant, state: work.state,
        tasks: work.tasks.map(({ id, maxScore }) => ({ id, maxScore, score: work.grades.get(id) || null })),
        pages: pages.map((page) => ({
          imageUrl: `/api/expert/pages/${page.id}`, widthPx: page.widthPx, heightPx: page.heightPx, number: page.formPage, answers: answersOn(work.form, page, work),
        })),
        nextCipher: nextOpen(await blindQueue(blind), work.cipher),
      }
    }))
}

export const noSuchWork = (): ReturnType<typeof notFound> => notFound('Такой работы у вас нет. Вернитесь к списку работ.')

/** Where on the image the answers to the tasks stand that this expert grades, px. */
function answersOn(form: Form, { formPage, widthPx, heightPx }: BlindPage, { tasks }: BlindWork): ExpertWork['pages'][number]['answers'] {
  const [widthMm, heightMm] = form.pageSizeMm
  const wanted = new Set(tasks.map((task) => task.id))
  return (form.pages.find((page) => page.number === formPage)?.fields ?? []).flatMap((field) => {
    if (field.kind !== 'answer' || !field.tasks.some((task) => wanted.has(task))) return []
    const [x, y, width, height] = field.box
    return [{
      tasks: field.tasks.filter((task) => wanted.has(task)),
      boxPx: [(x / widthMm) * widthPx, (y / heightMm) * heightPx, (width / widthMm) * widthPx, (height / heightMm) * heightPx] as [number, number, number, number],
    }]
  })
}

/** The next work that waits, after the given one and then from the start; null when none does. */
export function nextOpen(queue: readonly BlindWork[], cipher: string): string | null {
  const at = queue.findIndex((work) => work.cipher === cipher)
  return [...queue.slice(at + 1), ...queue.slice(0, Math.max(at, 0))].find((work) => work.state === 'open')?.cipher ?? null
}

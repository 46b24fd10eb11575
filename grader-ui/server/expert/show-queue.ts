import type { Form } from '../../../pipeline/model/form.ts'
import { blindQueue, type BlindWork } from '../../../storage/blind/blind-works.ts'
import { expertQueue, type ExpertQueue } from '../../api/expert.ts'
import type { App, Services } from '../services.ts'
import { accountOf } from '../session/load-account.ts'
import { withExpertsEyes } from './with-experts-eyes.ts'

/** GET /api/expert/queue: the own works, subject by subject, in the order of the draw's shuffle. */
export function showQueue(app: App, services: Services): void {
  app.get('/api/expert/queue', { schema: { response: { 200: expertQueue } } }, async (request) => {
    const works = await withExpertsEyes(services, accountOf(request), blindQueue)
    const titles = [...new Set(works.map(({ form }) => titleOf(form)))].sort()
    return { batches: titles.map((title) => batchOf(title, works.filter(({ form }) => titleOf(form) === title))) }
  })
}

function batchOf(title: string, works: readonly BlindWork[]): ExpertQueue['batches'][number] {
  return {
    title, total: works.length, submitted: works.filter((work) => work.state === 'submitted').length,
    works: works.map((work) => ({ cipher: work.cipher, state: work.state, graded: gradedTasks(work), tasks: work.tasks.length, third: work.round > 2 })),
  }
}

/** All that an expert is told of a heap of works: subject and grade. */
export const titleOf = ({ subject, grade }: Pick<Form, 'subject' | 'grade'>): string => `${subject}, ${grade} класс`

/** How many tasks of a work have a score; a score that was taken back is none. */
export const gradedTasks = ({ tasks, grades }: BlindWork): number => tasks.filter((task) => grades.get(task.id)).length

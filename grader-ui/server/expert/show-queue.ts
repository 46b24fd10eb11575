import type { Form } from '../../../pipeline/model/form.ts'
import { readAsExpert, type Blind } from '../../../storage/blind/as-expert.ts'
import { blindQueue, blindRules, type BlindWork } from '../../../storage/blind/blind-works.ts'
import { ownWorkTimes, type WorkTimes } from '../../../storage/blind/own-pace.ts'
import { remarksOf, type Remark } from '../../../storage/blind/remarks.ts'
import { expertQueue, type ExpertBatch, type ExpertQueue } from '../../api/expert.ts'
import { STOPPED } from '../quality/judge-checks.ts'
import { dayOf } from '../recheck/protocol-of.ts'
import type { App, Services } from '../services.ts'
import { accountOf } from '../session/load-account.ts'

/** GET /api/expert/queue: the own works, heap by heap, in the order of the draw's shuffle; the deadline and the own pace. */
export function showQueue(app: App, services: Services): void {
  app.get('/api/expert/queue', { schema: { response: { 200: expertQueue } } }, async (request) => {
    const { works, rules, remarks, times } = await readAsExpert(services.database, accountOf(request).id, readQueue)
    const heaps = [...new Map(works.map(({ form }) => [form.id, form])).values()].sort((a, b) => titleOf(a).localeCompare(titleOf(b), 'ru'))
    const deadline = [...rules.values()][0]?.deadline ?? null
    const now = services.clock()
    return {
      batches: heaps.map((form) => batchOf({ form, works: works.filter((work) => work.form.id === form.id), remarks, stopped: rules.get(form.id)?.stopped ? STOPPED : null })),
      deadline: deadline?.toISOString() ?? null, overdue: deadline !== null && now > deadline, pace: paceOf({ works, times, now }),
    }
  })
}

interface OwnQueue {
  readonly works: readonly BlindWork[]; readonly rules: Awaited<ReturnType<typeof blindRules>>; readonly remarks: ReadonlyMap<string, readonly Remark[]>; readonly times: readonly WorkTimes[]
}

async function readQueue(blind: Blind): Promise<OwnQueue> {
  const works = await blindQueue(blind)
  return { works, rules: await blindRules(blind), remarks: await remarksOf(blind, works.map((work) => work.assignmentId)), times: await ownWorkTimes(blind) }
}

function batchOf({ form, works, remarks, stopped }: {
  readonly form: Form; readonly works: readonly BlindWork[]; readonly remarks: ReadonlyMap<string, readonly Remark[]>; readonly stopped: string | null
}): ExpertBatch {
  const counted = works.filter((work) => !work.practice)
  return {
    id: form.id, title: titleOf(form), total: counted.length, submitted: counted.filter((work) => work.state === 'submitted').length,
    complete: counted.filter((work) => work.state === 'open' && isComplete(work)).length, stopped,
    works: works.map((work) => ({
      cipher: work.cipher, state: work.state, graded: gradedTasks(work), tasks: work.tasks.length, third: work.round > 2, practice: work.practice,
      later: isLater(remarks.get(work.assignmentId)),
    })),
  }
}

/** Fewer works say nothing about a pace. */
const FEWEST_FOR_PACE = 3
const SHOWN = 60

function paceOf({ works, times, now }: { readonly works: readonly BlindWork[]; readonly times: readonly WorkTimes[]; readonly now: Date }): ExpertQueue['pace'] {
  const complete = new Set(works.filter(isComplete).map((work) => work.assignmentId))
  const timed = times.filter((one) => complete.has(one.assignmentId) && one.seconds > 0).sort((a, b) => a.last.getTime() - b.last.getTime()).map((one) => Math.round(one.seconds))
  const sorted = [...timed].sort((a, b) => a - b)
  const today = dayOf(now)
  return {
    worksToday: times.filter((one) => dayOf(one.last) === today).length,
    medianSeconds: sorted.length < FEWEST_FOR_PACE ? null : sorted[Math.floor(sorted.length / 2)]!, seconds: timed.slice(-SHOWN),
  }
}

/** All that an expert is told of a heap of works: subject and grade. */
export const titleOf = ({ subject, grade }: Pick<Form, 'subject' | 'grade'>): string => `${subject}, ${grade} класс`

/** How many tasks of a work have a score; a score that was taken back is none. */
export const gradedTasks = ({ tasks, grades }: BlindWork): number => tasks.filter((task) => grades.get(task.id)).length
export const isComplete = (work: BlindWork): boolean => gradedTasks(work) === work.tasks.length
export const isLater = (remarks: readonly Remark[] = []): boolean => remarks.some(({ place }) => place.type === 'later')

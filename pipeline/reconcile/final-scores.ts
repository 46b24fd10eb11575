import type { Form } from '../model/form.ts'
import { NOT_ATTEMPTED, pointsOf, TOPIC_NOT_COVERED } from '../model/score.ts'
import type { ThirdExpertRule } from '../model/verdict.ts'
import { findContestedTasks, type ContestedTask } from './needs-third-expert.ts'

/** What becomes of two scores that differ by less than calls a third expert. The state exam rounds their mean up. */
export type WhenClose = 'mean-rounded-up' | 'mean-rounded-down' | 'higher' | 'lower'
export const DEFAULT_WHEN_CLOSE: WhenClose = 'mean-rounded-up'

/** One expert's scores of one work. */
export type Grading = Readonly<Record<string, string>>

/** The commission's scores of a work, and what is still open. */
export interface FinalScores {
  /** Task → score; a task that is not settled is absent. */
  readonly scores: Readonly<Record<string, string>>
  /** Tasks whose score is the third expert's. */
  readonly byThird: readonly string[]
  /** Contested tasks that wait for a third expert. */
  readonly waiting: readonly ContestedTask[]
  /** Tasks that an independent expert has not scored. */
  readonly missing: readonly string[]
}

/**
 * Settles a work task by task. One independent grading counts as it is. Of two, equal points stand; a small difference is settled by
 * `whenClose`; on a contested task the third expert's score is final, and without it the task stays open. A third expert's score of a
 * task that nobody contests is left aside. A missing score is never agreement.
 */
export function settleScores(input: {
  readonly form: Pick<Form, 'tasks' | 'markBorders'>
  /** The independent gradings, by round: one or two. */
  readonly independent: readonly [Grading] | readonly [Grading, Grading]
  readonly third: Grading | null
  readonly rule: ThirdExpertRule
  readonly whenClose: WhenClose
}): FinalScores {
  const { form, independent: [first, second], third } = input
  if (!second) return settleAlone(form, first)
  const { contested, missing } = findContestedTasks({ form, first, second, rule: input.rule })
  const scores: Record<string, string> = {}
  const byThird: string[] = []
  const waiting: ContestedTask[] = []
  for (const { id } of form.tasks) {
    if (missing.includes(id)) continue
    const contest = contested.find(({ task }) => task === id)
    const thirds = third?.[id] ?? ''
    if (!contest) scores[id] = middle(first[id] as string, second[id] as string, input.whenClose)
    else if (pointsOf(thirds) === null) waiting.push(contest)
    else { scores[id] = thirds; byThird.push(id) }
  }
  return { scores, byThird, waiting, missing }
}

function settleAlone(form: Pick<Form, 'tasks'>, only: Grading): FinalScores {
  const given = form.tasks.map(({ id }) => id).filter((id) => pointsOf(only[id] ?? '') !== null)
  return {
    scores: Object.fromEntries(given.map((id) => [id, only[id] as string])), byThird: [], waiting: [],
    missing: form.tasks.map(({ id }) => id).filter((id) => !given.includes(id)),
  }
}

/** Two scores, neither empty. The same spelling stays; X against Н/П is X; anything else becomes points. */
function middle(first: string, second: string, whenClose: WhenClose): string {
  if (first === second) return first
  const letters = [NOT_ATTEMPTED, TOPIC_NOT_COVERED]
  if (letters.includes(first) && letters.includes(second)) return NOT_ATTEMPTED
  const [a, b] = [pointsOf(first) as number, pointsOf(second) as number]
  switch (whenClose) {
    case 'mean-rounded-up': return String(Math.ceil((a + b) / 2))
    case 'mean-rounded-down': return String(Math.floor((a + b) / 2))
    case 'higher': return String(Math.max(a, b))
    case 'lower': return String(Math.min(a, b))
  }
}

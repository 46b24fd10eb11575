import type { Form } from '../model/form.ts'
import { pointsOf } from '../model/score.ts'

/** The sum of all tasks of a form; null while one of them has no score. `X` and `Н/П` are worth 0. */
export function sumOfScores(form: Pick<Form, 'tasks'>, scores: Readonly<Record<string, string>>): number | null {
  let sum = 0
  for (const { id } of form.tasks) {
    const points = pointsOf(scores[id] ?? '')
    if (points === null) return null
    sum += points
  }
  return sum
}

/** A total as written or typed; null when it is no whole number. */
export const wholeNumber = (text: string | null | undefined): number | null => (text !== null && text !== undefined && /^\d{1,3}$/.test(text) ? Number(text) : null)

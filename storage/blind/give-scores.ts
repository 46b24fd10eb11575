import { sql } from 'kysely'
import { ok, refuse, type Result } from '../../pipeline/model/result.ts'
import { canonicalScore } from '../../pipeline/model/score.ts'
import type { Trx } from '../database/database.ts'
import type { GradeRefusal } from './grade-work.ts'

/** One score that an expert gives. `key` is the browser's: sent again, it changes nothing. `madeAt`: when it was typed, by the clock of the expert's device. */
export interface ScoreToGive {
  readonly id: string; readonly expertId: string; readonly cipher: string; readonly task: string; readonly score: string; readonly key: string; readonly at: Date
  readonly madeAt: Date | null
}

/** What came of a score: the one that counts for the task from now on, whether it was new, and whether it came after the deadline it was typed before. */
export interface Given { readonly assignmentId: string; readonly score: string; readonly isNew: boolean; readonly wasLate: boolean }

/**
 * Adds scores of any number of experts in one statement, each with the eyes of its own expert (see `asExpert`), and answers for each in their order. The newest of
 * a task counts, an empty one takes it back. After the deadline only what was typed before it is taken.
 */
export async function giveScores(trx: Trx, scores: readonly ScoreToGive[]): Promise<readonly Result<Given, GradeRefusal>[]> {
  const items = scores.map(({ id, expertId, cipher, task, score, key, at, madeAt }) => ({ id, expert: expertId, cipher, task, score: canonicalScore(score), key, at, made: madeAt }))
  const { rows } = await sql<{ refusal: GradeRefusal | null; assignment_id: string; counts: string | null; is_new: boolean; was_late: boolean }>`
    select * from give_scores(${JSON.stringify(items)}::jsonb)`.execute(trx)
  return rows.map((row) => (row.refusal ? refuse(row.refusal) : ok({ assignmentId: row.assignment_id, score: row.counts ?? '', isNew: row.is_new, wasLate: row.was_late })))
}

import type { Result } from '../../../pipeline/model/result.ts'
import { appendAudit, type AuditEntry } from '../../../storage/audit-log.ts'
import { giveScores, type Given, type ScoreToGive } from '../../../storage/blind/give-scores.ts'
import type { GradeRefusal } from '../../../storage/blind/grade-work.ts'
import { isConnectionLost } from '../../../storage/database/is-connection-lost.ts'
import { newId } from '../../../storage/new-id.ts'
import { inGroups } from '../in-groups.ts'
import { judgeChecks } from '../quality/judge-checks.ts'
import type { Services } from '../services.ts'

type TypedScore = Omit<ScoreToGive, 'id' | 'at'>

/**
 * Takes scores: the score, its audit event and what it says of the expert's checks in one transaction. Scores that come while one is written go together into the
 * next transaction, whoever gives them, for all of them wait for the head of the log: it takes four statements, however many they are.
 */
export function takeScores({ database, clock }: Pick<Services, 'database' | 'clock'>): (score: TypedScore) => Promise<Result<Given, GradeRefusal>> {
  return inGroups((typed) => database.transaction().execute(async (trx) => {
    const at = clock()
    // Two servers lock the works of two groups in the same order.
    const order = typed.map((score, index) => ({ ...score, id: newId(), at, index })).sort((a, b) => (a.expertId < b.expertId ? -1 : a.expertId > b.expertId ? 1 : a.index - b.index))
    const answers = await giveScores(trx, order)
    const happened: AuditEntry[] = []
    const given = order.flatMap((score, index) => { const answer = answers[index]!; return answer.ok && answer.value.isNew ? [{ ...score, ...answer.value }] : [] })
    for (const { id, expertId, assignmentId, wasLate, madeAt } of given) {
      happened.push({ type: 'grade.given', actor: expertId, grade: id, assignment: assignmentId, at, ...(wasLate && madeAt ? { typed: madeAt.toISOString() } : {}) })
    }
    await judgeChecks({ change: { db: trx, at, record: (event) => { happened.push({ actor: 'system', ...event, at }) } }, left: given.map(({ expertId, assignmentId }) => ({ expertId, at: assignmentId })) })
    if (happened.length > 0) await appendAudit(trx, ...happened)
    return typed.map((_, index) => answers[order.findIndex((one) => one.index === index)]!)
  }), { isForAll: isConnectionLost })
}

import type { Db } from '../database/database.ts'

/** What one expert gave one work. */
export interface Grading {
  readonly assignmentId: string
  readonly workId: string
  readonly expertId: string
  readonly round: number
  /** null: all tasks. */
  readonly tasks: readonly string[] | null
  readonly state: 'open' | 'submitted'
  /** Task → the newest score. */
  readonly scores: Readonly<Record<string, string>>
}

/** All gradings of the given works that stand, by work and round. */
export async function gradingsOf(db: Db, workIds: readonly string[]): Promise<readonly Grading[]> {
  if (workIds.length === 0) return []
  const rows = await db.selectFrom('assignment').selectAll().where('work_id', 'in', [...workIds]).where('state', '<>', 'withdrawn').orderBy('work_id').orderBy('round').execute()
  if (rows.length === 0) return []
  const grades = await db.selectFrom('grade').distinctOn(['assignment_id', 'task']).select(['assignment_id', 'task', 'score'])
    .where('assignment_id', 'in', rows.map((row) => row.id)).orderBy('assignment_id').orderBy('task').orderBy('seq', 'desc').execute()
  const scores = new Map<string, Record<string, string>>()
  for (const { assignment_id, task, score } of grades) {
    if (score === '') continue
    const own = scores.get(assignment_id) ?? {}
    own[task] = score
    scores.set(assignment_id, own)
  }
  return rows.map((row) => ({
    assignmentId: row.id, workId: row.work_id, expertId: row.expert_id, round: row.round, tasks: row.tasks, state: row.state === 'submitted' ? 'submitted' : 'open', scores: scores.get(row.id) ?? {},
  }))
}

import type { Db } from '../database/database.ts'
import { groupBy } from './group-by.ts'

/** What one round of a work's grading gave: one expert's, or the scores of several who marked its tasks apart. */
export interface Grading {
  readonly workId: string
  /** Who has submitted, each once. */
  readonly expertIds: readonly string[]
  readonly round: number
  /** null: all tasks. */
  readonly tasks: readonly string[] | null
  /** submitted: by all who mark it. */
  readonly state: 'open' | 'submitted'
  /** Task → the newest score. */
  readonly scores: Readonly<Record<string, string>>
}

/** All gradings of the given works that stand, by work and round; what several experts gave to the tasks of one work is put together. */
export async function gradingsOf(db: Db, workIds: readonly string[]): Promise<readonly Grading[]> {
  if (workIds.length === 0) return []
  const rows = await db.selectFrom('assignment').selectAll().where('work_id', 'in', [...workIds]).where('state', '<>', 'withdrawn').orderBy('work_id').orderBy('round').orderBy('unit').execute()
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
  return [...groupBy(rows, (row) => `${row.work_id} ${row.round}`).values()].map((parts) => ({
    workId: parts[0]!.work_id, round: parts[0]!.round, expertIds: [...new Set(parts.filter((part) => part.state === 'submitted').map((part) => part.expert_id))],
    tasks: parts.some((part) => part.tasks === null) ? null : parts.flatMap((part) => part.tasks ?? []),
    state: parts.every((part) => part.state === 'submitted') ? 'submitted' : 'open',
    scores: Object.assign({}, ...parts.map((part) => scores.get(part.id) ?? {})) as Record<string, string>,
  }))
}

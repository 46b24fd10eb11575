import type { JsonValue } from '../../pipeline/model/canonical-json.ts'
import { appendAudit } from '../../storage/audit-log.ts'
import type { Trx } from '../../storage/database/database.ts'
import type { Account } from '../../storage/queries/accounts.ts'
import { newId } from '../../storage/new-id.ts'
import { addTask } from '../../storage/tasks.ts'
import type { Services } from './services.ts'

/** The work that the server asks for: a file's pages (subject: the file), a page that a person named (the page), a school's works and its words on their blind pages (the school), a work's blind pages, their twins and the answers cut out of them (the work), how well a draw could be guessed (the draw). */
export type TaskKind = 'open-file' | 'place-page' | 'decide-school' | 'anonymise-work' | 'twin-work' | 'crop-work' | 'draw-criteria' | 'erase-pictures' | 'guess-chances' | 'check-words'

/** What happened, for the audit log: ids, counts and hashes only. `actor` is the account that acts, unless the program does it by itself. */
export interface Happened { readonly type: string; readonly actor?: 'system'; readonly [key: string]: JsonValue }

/** A change of the state under way: everything in it happens together with its audit events, or not at all. */
export interface Change {
  readonly db: Trx
  readonly at: Date
  readonly account: Account
  /** A fresh random id. */
  newId(): string
  /** The name of a work for experts: 128 random bits that say nothing and cannot be guessed. */
  newCipher(): string
  /** Remembers what happened; written into the log as the transaction's last step. */
  record(happened: Happened): void
  /** Adds a row of work to be done; the queue hears of it after the commit. */
  addTask(kind: TaskKind, subjectId: string): Promise<void>
}

/** Runs `steps` in one transaction with its audit events, then tells the queue of new tasks. Throws what the steps throw, with nothing changed. */
export async function makeChange<T>({ services, account, steps }: {
  readonly services: Pick<Services, 'database' | 'clock' | 'random' | 'dispatch' | 'log'>
  readonly account: Account
  readonly steps: (change: Change) => Promise<T>
}): Promise<T> {
  const { database, clock, random, dispatch, log } = services
  const { result, taskIds } = await database.transaction().execute(async (trx) => {
    const at = clock()
    const happened: Happened[] = []
    const taskIds: string[] = []
    const result = await steps({
      db: trx, at, account,
      newId,
      newCipher: () => Buffer.from(random(16)).toString('hex'),
      record: (event) => { happened.push(event) },
      addTask: async (kind, subjectId) => { taskIds.push(await addTask(trx, { kind, subjectId })) },
    })
    if (happened.length > 0) await appendAudit(trx, ...happened.map((event) => ({ actor: account.id, ...event, at })))
    return { result, taskIds }
  })
  if (taskIds.length > 0) {
    // The rows are committed: when the queue is away now, the sweep hands them out later.
    await dispatch(taskIds).catch((error: unknown) => { log.warn({ event: 'dispatch.failed', tasks: taskIds.length, err: error }) })
  }
  return result
}

import type { Account } from '../../../storage/queries/accounts.ts'
import { deskRevisions, globalRevision } from '../../../storage/queries/revisions.ts'
import type { Services } from '../services.ts'

/** One page that waits for changes. */
export interface Listener {
  changed(): void
  /** The server goes down: the page's browser comes back by itself. */
  closing(): void
}

export interface RevisionWatch {
  /** Tells the listener of each change of the account's desk from now on; the answer stops it. */
  listen(account: Account, listener: Listener): () => void
  close(): void
}

/**
 * Looks into the database every `liveEveryMs` while somebody listens, because changes are made by other processes too. First at one
 * cheap number for everybody; only when it moved, at the number of each desk that is listened to.
 */
export function watchRevisions({ database, config, log }: Pick<Services, 'database' | 'config' | 'log'>): RevisionWatch {
  const listeners = new Map<Listener, { readonly account: Account; revision: string | null }>()
  let known: string | null = null
  let timer: NodeJS.Timeout | null = null
  let closed = false

  const look = async (): Promise<void> => {
    const now = await globalRevision(database)
    const isNew = [...listeners.values()].some((one) => one.revision === null)
    if (now === known && !isNew) return
    const accounts = new Map([...listeners.values()].map(({ account }) => [account.id, account]))
    const revisions = await deskRevisions(database, [...accounts.values()])
    for (const [listener, one] of listeners) {
      const revision = revisions.get(one.account.id)
      // Somebody who has come while the database was asked waits for the next look.
      if (revision === undefined) continue
      // A new page is told at once: what happened between its first answer and its listening would be lost otherwise.
      if (one.revision !== revision) listener.changed()
      one.revision = revision
    }
    known = now
  }
  const schedule = (): void => {
    if (timer || closed || listeners.size === 0) return
    timer = setTimeout(() => {
      look().catch((error: unknown) => { if (!closed) log.warn({ event: 'live.failed', err: error }) }).finally(() => { timer = null; schedule() })
    }, config.liveEveryMs)
    // A page that listens must not keep a stopping program alive.
    timer.unref()
  }
  return {
    listen(account, listener) {
      listeners.set(listener, { account, revision: null })
      schedule()
      return () => { listeners.delete(listener) }
    },
    close() {
      closed = true
      if (timer) clearTimeout(timer)
      for (const listener of listeners.keys()) listener.closing()
      listeners.clear()
    },
  }
}

import { ok, refuse, type Result } from '../pipeline/model/result.ts'
import type { ChainBreach } from '../pipeline/protocol/audit-chain.ts'
import { signCheckpoint } from '../pipeline/protocol/checkpoint.ts'
import type { LogKey } from '../pipeline/protocol/log-key.ts'
import { addEvent, eventsRoot, type MerkleTree } from '../pipeline/protocol/merkle-root.ts'
import { auditHead, lostEvent } from './audit-log.ts'
import type { Db } from './database/database.ts'

/** A signed checkpoint (C2SP note), how many events it covers, and the line of the key that verifies it. */
export interface StoredCheckpoint { readonly note: string; readonly size: number; readonly verifierKey: string }

/** Makes known that this key signs the log. Once known, it stays. */
export async function registerLogKey(db: Db, { key, at }: { readonly key: LogKey; readonly at: Date }): Promise<void> {
  await db.insertInto('log_key').values({ verifier_key: key.verifierKey, at }).onConflict((on) => on.doNothing()).execute()
}

/** The keys that ever signed the log or may, in the order of their first start. */
export const logKeys = async (db: Db): Promise<readonly string[]> =>
  (await db.selectFrom('log_key').select('verifier_key').orderBy('seq').execute()).map((row) => row.verifier_key)

const AT_ONCE = 250

/**
 * Signs the log as it stands when asked and keeps the checkpoint before anybody gets it. What is logged meanwhile is not in it. Reads a few hashes at a time and lets others
 * run between. Refuses where events are missing. Not to be called inside a transaction; the key is registered.
 */
export async function signLog(db: Db, { key, at }: { readonly key: LogKey; readonly at: Date }): Promise<Result<StoredCheckpoint, ChainBreach>> {
  const head = await auditHead(db)
  const tree: MerkleTree = []
  let [seq, hash] = [0, '']
  while (seq < head.seq) {
    const rows = await db.selectFrom('audit_event').select(['seq', 'hash']).where('seq', '>', seq).where('seq', '<=', head.seq).orderBy('seq').limit(AT_ONCE).execute()
    const gap = rows.findIndex((row, index) => row.seq !== seq + 1 + index)
    if (rows.length === 0 || gap >= 0) return refuse(lostEvent(seq + 1 + Math.max(0, gap)))
    for (const row of rows) addEvent(tree, row.hash)
    ;({ seq, hash } = rows.at(-1)!)
  }
  if (head.seq > 0 && hash !== head.hash) return refuse(lostEvent(seq))
  const note = signCheckpoint({ checkpoint: { origin: key.origin, size: seq, root: eventsRoot(tree) }, privateKeyPem: key.privateKeyPem })
  await db.insertInto('log_checkpoint').values({ note, verifier_key: key.verifierKey, size: seq, at }).onConflict((on) => on.doNothing()).execute()
  return ok({ note, size: seq, verifierKey: key.verifierKey })
}

/** Every checkpoint that was ever signed, oldest first. */
export const storedCheckpoints = async (db: Db): Promise<readonly StoredCheckpoint[]> =>
  (await db.selectFrom('log_checkpoint').select(['note', 'size', 'verifier_key']).orderBy('seq').execute()).map((row) => ({ note: row.note, size: row.size, verifierKey: row.verifier_key }))

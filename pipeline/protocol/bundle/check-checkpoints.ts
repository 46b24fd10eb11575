import type { AuditEvent } from '../audit-chain.ts'
import { verifyCheckpoint, type Checkpoint, type CheckpointReason } from '../checkpoint.ts'
import { addEvent, eventsRoot, type MerkleTree } from '../merkle-root.ts'
import type { BundleCheck } from './check-bundle.ts'

/** A checkpoint and where it stands: a file of the bundle, or a protocol that bears it. */
export interface NamedNote { readonly subject: string; readonly note: string }

const CHECKPOINT_WORDS: Readonly<Record<CheckpointReason, string>> = {
  'not-a-checkpoint': 'контрольная точка не разбирается', 'not-a-key': 'открытый ключ журнала не разбирается',
  'other-key': 'контрольная точка подписана другим ключом', 'bad-signature': 'подпись контрольной точки неверна',
}

const SUBJECT = 'контрольные точки'

/**
 * Holds every signed checkpoint against the keys and the log, says whether the newest covers the log whole, and whether the keys are those that were published. Goes through
 * the log once, however many there are.
 */
export function checkCheckpoints({ notes, keys, events, publishedKeys }: {
  readonly notes: readonly NamedNote[]; readonly keys: readonly string[]; readonly events: readonly AuditEvent[]; readonly publishedKeys: readonly string[] | null
}): readonly BundleCheck[] {
  if (notes.length === 0) return [{ passed: 'unknown', subject: SUBJECT, message: 'их нет: что журнал не переписан целиком, ничем не подтверждено' }]
  const opened = notes.map(({ subject, note }) => ({ subject, opened: openNote(note, keys) }))
  const sizes = new Set(opened.flatMap(({ opened: one }) => (typeof one === 'string' ? [] : [one.size])))
  const roots = rootsAt(sizes, events)
  const held = opened.map(({ subject, opened: one }): BundleCheck & { readonly size: number } => {
    if (typeof one === 'string') return { passed: 'no', subject, message: CHECKPOINT_WORDS[one], size: 0 }
    const { size, root } = one
    if (size > events.length) return { passed: 'no', subject, message: `в контрольной точке записей ${size}, в журнале только ${events.length}`, size }
    return roots.get(size) === root ? { passed: 'yes', subject, message: `журнал до записи ${size} тот же, что был подписан`, size }
      : { passed: 'no', subject, message: `журнал до записи ${size} не тот, что был подписан`, size }
  })
  return [...held.map(({ passed, subject, message }) => ({ passed, subject, message })), ...coverage(held, events.length), ...keys.map((key) => keyCheck(key, publishedKeys))]
}

/** The checkpoint, by whichever key made it. */
function openNote(note: string, keys: readonly string[]): Checkpoint | CheckpointReason {
  let reason: CheckpointReason = 'not-a-key'
  for (const key of keys) {
    const checkpoint = verifyCheckpoint({ note, key })
    if (checkpoint.ok) return checkpoint.value
    if (reason !== 'bad-signature') ({ reason } = checkpoint)
  }
  return reason
}

function rootsAt(sizes: ReadonlySet<number>, events: readonly AuditEvent[]): ReadonlyMap<number, string> {
  const tree: MerkleTree = [], roots = new Map<number, string>()
  for (let size = 0; size <= Math.min(events.length, Math.max(...sizes, 0)); size++) {
    if (size > 0) addEvent(tree, events[size - 1]!.hash)
    if (sizes.has(size)) roots.set(size, eventsRoot(tree))
  }
  return roots
}

// Of a log that is not the one that was signed, nothing is covered.
function coverage(held: readonly (BundleCheck & { readonly size: number })[], length: number): readonly BundleCheck[] {
  if (held.some((one) => one.passed === 'no')) return []
  const newest = Math.max(...held.map((one) => one.size))
  return [newest === length ? { passed: 'yes', subject: SUBJECT, message: `последняя охватывает весь журнал, записей ${length}` }
    : { passed: 'unknown', subject: SUBJECT, message: `последняя охватывает журнал до записи ${newest}: за записи после неё, числом ${length - newest}, не ручается ничто` }]
}

function keyCheck(key: string, publishedKeys: readonly string[] | null): BundleCheck {
  const subject = 'ключ журнала'
  if (publishedKeys === null) return { passed: 'yes', subject, message: `сверьте с опубликованным: ${key}` }
  return publishedKeys.includes(key) ? { passed: 'yes', subject, message: `тот же, что опубликован: ${key}` } : { passed: 'no', subject, message: `не из опубликованных: ${key}` }
}

import { createHash } from 'node:crypto'
import { z } from 'zod'
import { countOf } from '../document/russian.ts'
import { EMPTY_HEAD, verifyChain, type AuditEvent } from '../audit-chain.ts'
import { checkBlindImages } from './check-blind-images.ts'
import { checkCheckpoints, type NamedNote } from './check-checkpoints.ts'
import { checkDrawEvidence } from './check-draw-evidence.ts'
import type { OpenedBundle } from './open-bundle.ts'

/** One check of a bundle: what was looked at and what came out, for people. */
export interface BundleCheck { readonly passed: 'yes' | 'no' | 'unknown'; readonly subject: string; readonly message: string }

/**
 * Everything in a bundle that can be checked by computing: the files against the manifest, the chain of the audit log, the checkpoints
 * against key and log, each draw by drawing again, and that log, draws and protocols speak of one another. Signatures of the protocols
 * are checked apart, as of any PDF.
 */
export function checkBundle(bundle: OpenedBundle, { printed = [], publishedKeys = null }: {
  /** Checkpoints that the protocols bear. */
  readonly printed?: readonly NamedNote[]
  /** Keys of the log as they were published, from elsewhere than the bundle; null: whoever checks compares by eye. */
  readonly publishedKeys?: readonly string[] | null
} = {}): readonly BundleCheck[] {
  const events = readEvents(bundle.files.get('events.jsonl'))
  const log = textOf(bundle.files.get('events.jsonl'))
  return [
    ...fileChecks(bundle),
    ...(events ? [chainCheck(events)] : [{ passed: 'no', subject: 'журнал', message: 'файла events.jsonl нет или он не разбирается' } as const]),
    ...checkCheckpoints({ notes: [...notesOf(bundle), ...printed], keys: keysOf(bundle), events: events ?? [], publishedKeys }),
    ...drawNames(bundle).flatMap((name) => checkDrawEvidence({ name, file: (file) => bundle.files.get(`draws/${name}/${file}`), log })),
    ...checkBlindImages({ lines: bundle.files.get('blind-images.jsonl'), pictures: picturesOf(bundle), log }),
    ...protocolsOf(bundle).map(({ name, bytes }) => mentionCheck({ subject: name, log, sha256: createHash('sha256').update(bytes).digest('hex') })),
  ]
}

/** The protocol PDFs of a bundle. */
export const protocolsOf = ({ files }: OpenedBundle): readonly { readonly name: string; readonly bytes: Uint8Array }[] =>
  [...files].filter(([name]) => /^protocols\/.+\.pdf$/i.test(name)).map(([name, bytes]) => ({ name, bytes }))

/** The pictures in a bundle by their names, `<SHA-256>.jpg`. */
export const picturesOf = ({ files }: OpenedBundle): ReadonlyMap<string, Uint8Array> =>
  new Map([...files].flatMap(([name, bytes]) => (name.startsWith('blind-images/') ? [[name.slice('blind-images/'.length), bytes] as const] : [])))

const textOf = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('utf8')

const notesOf = ({ files }: OpenedBundle): readonly NamedNote[] => [...files].flatMap(([subject, bytes]) => (subject.startsWith('checkpoints/') ? [{ subject, note: textOf(bytes) }] : []))

const keysOf = ({ files }: OpenedBundle): readonly string[] => textOf(files.get('checkpoint-key.txt')).split('\n').map((line) => line.trim()).filter((line) => line !== '')

const drawNames = ({ files }: OpenedBundle): readonly string[] => [...new Set([...files.keys()].flatMap((name) => /^draws\/([^/]+)\//.exec(name)?.[1] ?? []))]

const fileChecks = ({ problems, files }: OpenedBundle): readonly BundleCheck[] => problems.length === 0
  ? [{ passed: 'yes', subject: 'опись', message: `все файлы на месте и не изменены: ${files.size}` }]
  : problems.map((message) => ({ passed: 'no', subject: 'опись', message }))

const eventSchema = z.object({ seq: z.int().min(1), at: z.string(), body: z.string(), prev: z.string().regex(/^[0-9a-f]{64}$/), hash: z.string().regex(/^[0-9a-f]{64}$/) })

function readEvents(bytes: Uint8Array | undefined): readonly AuditEvent[] | null {
  if (!bytes) return null
  try {
    const lines = Buffer.from(bytes).toString('utf8').split('\n').filter((line) => line !== '')
    const parsed = z.array(eventSchema).safeParse(lines.map((line): unknown => JSON.parse(line)))
    return parsed.success ? parsed.data : null
  } catch { return null }
}

function chainCheck(events: readonly AuditEvent[]): BundleCheck {
  const subject = 'журнал'
  const verified = verifyChain(events, EMPTY_HEAD)
  return verified.ok ? { passed: 'yes', subject, message: `${countOf(events.length, ['запись', 'записи', 'записей'])}, цепочка не нарушена` }
    : { passed: 'no', subject, message: verified.reason.message }
}

function mentionCheck({ subject, log, sha256 }: { readonly subject: string; readonly log: string; readonly sha256: string }): BundleCheck {
  return log.includes(sha256) ? { passed: 'yes', subject, message: 'этот файл записан в журнале' }
    : { passed: 'no', subject, message: 'этого файла в журнале нет: записан другой или никакой' }
}

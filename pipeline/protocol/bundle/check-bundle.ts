import { createHash } from 'node:crypto'
import { z } from 'zod'
import { countOf } from '../document/russian.ts'
import { EMPTY_HEAD, verifyChain, type AuditEvent } from '../audit-chain.ts'
import { verifyCheckpoint, type CheckpointReason } from '../checkpoint.ts'
import { auditRoot } from '../merkle-root.ts'
import { checkBlindImages } from './check-blind-images.ts'
import { checkDrawEvidence } from './check-draw-evidence.ts'
import type { OpenedBundle } from './open-bundle.ts'

/** One check of a bundle: what was looked at and what came out, for people. */
export interface BundleCheck { readonly passed: 'yes' | 'no' | 'unknown'; readonly subject: string; readonly message: string }

/**
 * Everything in a bundle that can be checked by computing: the files against the manifest, the chain of the audit log, the checkpoints
 * against key and log, each draw by drawing again, and that log, draws and protocols speak of one another. Signatures of the protocols
 * are checked apart, as of any PDF.
 */
export function checkBundle(bundle: OpenedBundle): readonly BundleCheck[] {
  const events = readEvents(bundle.files.get('events.jsonl'))
  const log = Buffer.from(bundle.files.get('events.jsonl') ?? []).toString('utf8')
  return [
    ...fileChecks(bundle),
    ...(events ? [chainCheck(events)] : [{ passed: 'no', subject: 'журнал', message: 'файла events.jsonl нет или он не разбирается' } as const]),
    ...checkpointChecks(bundle, events ?? []),
    ...drawNames(bundle).flatMap((name) => checkDrawEvidence({ name, file: (file) => bundle.files.get(`draws/${name}/${file}`), log })),
    ...checkBlindImages({ lines: bundle.files.get('blind-images.jsonl'), pictures: picturesOf(bundle), log }),
    ...protocolsOf(bundle).map(({ name, bytes }) => mentionCheck({ subject: name, log, sha256: createHash('sha256').update(bytes).digest('hex') })),
  ]
}

/** The protocol PDFs of a bundle. */
export const protocolsOf = ({ files }: OpenedBundle): readonly { readonly name: string; readonly bytes: Uint8Array }[] =>
  [...files].filter(([name]) => /^protocols\/.+\.pdf$/i.test(name)).map(([name, bytes]) => ({ name, bytes }))

const picturesOf = ({ files }: OpenedBundle): ReadonlyMap<string, Uint8Array> =>
  new Map([...files].flatMap(([name, bytes]) => (name.startsWith('blind-images/') ? [[name.slice('blind-images/'.length), bytes] as const] : [])))

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

const CHECKPOINT_WORDS: Readonly<Record<CheckpointReason, string>> = {
  'not-a-checkpoint': 'контрольная точка не разбирается', 'not-a-key': 'открытый ключ журнала не разбирается',
  'other-key': 'контрольная точка подписана другим ключом', 'bad-signature': 'подпись контрольной точки неверна',
}

function checkpointChecks({ files }: OpenedBundle, events: readonly AuditEvent[]): readonly BundleCheck[] {
  const notes = [...files].filter(([name]) => name.startsWith('checkpoints/'))
  const key = Buffer.from(files.get('checkpoint-key.txt') ?? []).toString('utf8').trim()
  if (notes.length === 0) return [{ passed: 'unknown', subject: 'контрольные точки', message: 'их нет: что журнал не переписан целиком, ничем не подтверждено' }]
  return [
    ...notes.map(([subject, bytes]): BundleCheck => {
      const checkpoint = verifyCheckpoint({ note: Buffer.from(bytes).toString('utf8'), key })
      if (!checkpoint.ok) return { passed: 'no', subject, message: CHECKPOINT_WORDS[checkpoint.reason] }
      const { size, root } = checkpoint.value
      if (size > events.length) return { passed: 'no', subject, message: `в контрольной точке записей ${size}, в журнале только ${events.length}` }
      const matches = auditRoot(events.slice(0, size).map((event) => event.hash)) === root
      return matches ? { passed: 'yes', subject, message: `журнал до записи ${size} тот же, что был подписан` }
        : { passed: 'no', subject, message: `журнал до записи ${size} не тот, что был подписан` }
    }),
    { passed: 'yes', subject: 'ключ журнала', message: `сверьте с опубликованным: ${key}` },
  ]
}

function mentionCheck({ subject, log, sha256 }: { readonly subject: string; readonly log: string; readonly sha256: string }): BundleCheck {
  return log.includes(sha256) ? { passed: 'yes', subject, message: 'этот файл записан в журнале' }
    : { passed: 'no', subject, message: 'этого файла в журнале нет: записан другой или никакой' }
}

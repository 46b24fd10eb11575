import { createHash } from 'node:crypto'
import { canonicalJson, type JsonValue } from '../../model/canonical-json.ts'
import type { AuditEvent } from '../audit-chain.ts'
import type { BlindImageEvidence } from './check-blind-images.ts'
import { writeZip } from './write-zip.ts'

/** Everything that a third party needs to repeat and check a recheck without us. Names are file names without folders. */
export interface Evidence {
  /** What the bundle is about, for people. */
  readonly title: string
  /** When it was put together, ISO 8601 in UTC. */
  readonly at: string
  /** The whole audit log, from its first event. */
  readonly events: readonly AuditEvent[]
  /** Signed checkpoints (C2SP notes), and the lines of the public keys that verify them: several where the key was lost once. */
  readonly checkpoints: readonly string[]
  readonly checkpointKeys: readonly string[]
  /** Draws from given inputs and seed: the manifest's text, the seed, the table that came out (CSV). */
  readonly draws: readonly { readonly name: string; readonly manifest: string; readonly seed: string; readonly table: string }[]
  /** Certificates of the pictures that experts were served, and, where they still are, these pictures (JPEG). */
  readonly blindImages?: readonly (BlindImageEvidence & { readonly picture?: Uint8Array })[]
  readonly protocols: readonly { readonly name: string; readonly pdf: Uint8Array }[]
}

export const BUNDLE_VERSION = 1

/**
 * The evidence bundle, a ZIP: `manifest.json` (every other file with its size and SHA-256), `events.jsonl`, `checkpoints/*.txt`,
 * `checkpoint-key.txt`, `blind-images.jsonl`, `blind-images/*.jpg`, `draws/<name>/{manifest.json,seed.txt,table.csv}`, `protocols/*.pdf`. The same evidence gives the same bytes.
 */
export function writeBundle(evidence: Evidence): Uint8Array {
  const text = (name: string, content: string): BundleFile => ({ name, bytes: Buffer.from(content, 'utf8') })
  const files: readonly BundleFile[] = [
    text('events.jsonl', evidence.events.map(({ seq, at, body, prev, hash }) => `${canonicalJson({ seq, at, body, prev, hash })}\n`).join('')),
    ...evidence.checkpoints.map((note, index) => text(`checkpoints/${String(index + 1).padStart(4, '0')}.txt`, note)),
    ...(evidence.checkpointKeys.length === 0 ? [] : [text('checkpoint-key.txt', evidence.checkpointKeys.map((key) => `${key}\n`).join(''))]),
    ...evidence.draws.flatMap(({ name, manifest, seed, table }) => [
      text(`draws/${name}/manifest.json`, manifest), text(`draws/${name}/seed.txt`, `${seed}\n`), text(`draws/${name}/table.csv`, table),
    ]),
    ...blindFiles(evidence.blindImages ?? []),
    ...evidence.protocols.map(({ name, pdf }) => ({ name: `protocols/${name}`, bytes: pdf })),
  ]
  const manifest = canonicalJson({
    bundleVersion: BUNDLE_VERSION, title: evidence.title, at: evidence.at,
    files: files.map(({ name, bytes }) => ({ name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') })),
  })
  return writeZip([text('manifest.json', manifest), ...files])
}

/** Pages on which nobody wrote are alike to the byte: each picture lies in the bundle once. */
function blindFiles(images: NonNullable<Evidence['blindImages']>): readonly BundleFile[] {
  if (images.length === 0) return []
  const lines = images.map(({ work, formPage, served, looked, certificate }) => `${canonicalJson({ work, formPage, served, looked, certificate: JSON.parse(JSON.stringify(certificate)) as JsonValue })}\n`).join('')
  const pictures = new Map(images.flatMap(({ served, picture }) => (picture ? [[served, picture] as const] : [])))
  return [{ name: 'blind-images.jsonl', bytes: Buffer.from(lines, 'utf8') }, ...[...pictures].sort(([a], [b]) => (a < b ? -1 : 1)).map(([sha256, bytes]) => ({ name: `blind-images/${sha256}.jpg`, bytes }))]
}

interface BundleFile { readonly name: string; readonly bytes: Uint8Array }

import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { ok, refuse, type Result } from '../model/result.ts'

/** The state of an audit log at one moment: how many events it has and the Merkle root over them (64 hex digits). */
export interface Checkpoint {
  /** Names the log, e.g. `sverka.example/audit`. No spaces or line breaks. */
  readonly origin: string
  readonly size: number
  readonly root: string
}

/**
 * A checkpoint signed with Ed25519, in the form of C2SP tlog-checkpoint (a signed note): three lines, an empty line, one signature
 * line. The key's name in the note is the log's origin. `privateKeyPem` is PKCS #8. The same input gives the same text.
 */
export function signCheckpoint({ checkpoint, privateKeyPem }: { readonly checkpoint: Checkpoint; readonly privateKeyPem: string }): string {
  if (!/^[^\s+]+$/.test(checkpoint.origin)) throw new TypeError('signCheckpoint: the origin may have no spaces and no plus sign')
  const text = noteText(checkpoint)
  const privateKey = createPrivateKey(privateKeyPem)
  const key = rawPublicKey(createPublicKey(privateKey).export({ type: 'spki', format: 'der' }))
  const signature = sign(null, Buffer.from(text), privateKey)
  return `${text}\n— ${checkpoint.origin} ${Buffer.concat([keyId(checkpoint.origin, key), signature]).toString('base64')}\n`
}

/** The public half in one line, as C2SP signed-note writes it: name+id+key. It is published where the checkpoint can be compared with it. */
export function verifierKey({ origin, publicKeyPem }: { readonly origin: string; readonly publicKeyPem: string }): string {
  const key = rawPublicKey(createPublicKey(publicKeyPem).export({ type: 'spki', format: 'der' }))
  return `${origin}+${keyId(origin, key).toString('hex')}+${typed(key).toString('base64')}`
}

/** Why a checkpoint cannot be relied on. */
export type CheckpointReason = 'not-a-checkpoint' | 'not-a-key' | 'other-key' | 'bad-signature'

/** The checkpoint, when the note is well formed and signed by this very key. Signatures of other keys (witnesses) may stand beside it. */
export function verifyCheckpoint({ note, key }: { readonly note: string; readonly key: string }): Result<Checkpoint, CheckpointReason> {
  const split = /^(?<text>(?<origin>[^\n]+)\n(?<size>0|[1-9]\d{0,15})\n(?<root>[A-Za-z0-9+/]{43}=)\n)\n(?<lines>(?:— [^\n]+\n)+)$/.exec(note)?.groups
  if (!split) return refuse('not-a-checkpoint')
  const parsedKey = /^([^+\s]+)\+([0-9a-f]{8})\+(.+)$/.exec(key.trim())
  const raw = Buffer.from(parsedKey?.[3] ?? '', 'base64')
  if (!parsedKey || raw.length !== 33 || raw[0] !== 1) return refuse('not-a-key')
  const [name, id, publicKey] = [parsedKey[1]!, parsedKey[2]!, raw.subarray(1)]
  if (keyId(name, publicKey).toString('hex') !== id) return refuse('not-a-key')
  const signatures = split['lines']!.trimEnd().split('\n').map((line) => line.slice(2).split(' '))
    .filter(([signer]) => signer === name).flatMap(([, base64, ...more]) => more.length === 0 ? strictBase64(base64 ?? '') : [])
    .filter((bytes) => bytes.subarray(0, 4).toString('hex') === id)
  if (signatures.length === 0 || split['origin'] !== name) return refuse('other-key')
  const keyObject = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, publicKey]), type: 'spki', format: 'der' })
  if (!signatures.some((bytes) => verify(null, Buffer.from(split['text']!), keyObject, bytes.subarray(4)))) return refuse('bad-signature')
  return ok({ origin: name, size: Number(split['size']), root: Buffer.from(split['root']!, 'base64').toString('hex') })
}

// An Ed25519 public key in DER is this prefix and 32 bytes (RFC 8410).
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')
const rawPublicKey = (spki: Buffer): Buffer => {
  if (spki.length !== 44 || !spki.subarray(0, 12).equals(SPKI_PREFIX)) throw new TypeError('checkpoints are signed with Ed25519 keys only')
  return spki.subarray(12)
}

// One spelling only: no spare bits, no skipped letters.
const strictBase64 = (text: string): readonly Buffer[] => {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? [bytes] : []
}

const ED25519 = 1
const typed = (key: Buffer): Buffer => Buffer.concat([Buffer.of(ED25519), key])
const keyId = (name: string, key: Buffer): Buffer => createHash('sha256').update(`${name}\n`).update(typed(key)).digest().subarray(0, 4)
const noteText = ({ origin, size, root }: Checkpoint): string => `${origin}\n${size}\n${Buffer.from(root, 'hex').toString('base64')}\n`

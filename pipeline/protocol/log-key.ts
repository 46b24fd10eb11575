import { createPrivateKey, createPublicKey } from 'node:crypto'
import { verifierKey } from './checkpoint.ts'

/** The key that signs an installation's checkpoints. */
export interface LogKey {
  /** The name of its log. */
  readonly origin: string
  /** PKCS #8. */
  readonly privateKeyPem: string
  /** The public half in one line, to be published. */
  readonly verifierKey: string
}

// An Ed25519 private key in DER is this prefix and 32 bytes (RFC 8410).
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex')

/** The key of this log in one line, as Go's `sumdb/note` writes signers: PRIVATE+KEY+name+id+key. `seed` is 32 random bytes. Throws when the origin holds a plus sign or a space. */
export function signerLine({ origin, seed }: { readonly origin: string; readonly seed: Uint8Array }): string {
  if (!/^[^\s+]+$/.test(origin) || seed.length !== 32) throw new TypeError('signerLine: the origin may have no spaces and no plus sign, the seed has 32 bytes')
  const [, id] = keyOf(origin, seed).verifierKey.split('+') as [string, string]
  return `PRIVATE+KEY+${origin}+${id}+${Buffer.concat([Buffer.of(1), seed]).toString('base64')}`
}

/** A signer's line as a key; null when it is none, or not whole. */
export function readSignerLine(line: string): LogKey | null {
  const [, origin, id, base64] = /^PRIVATE\+KEY\+([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/.exec(line.trim()) ?? []
  const bytes = Buffer.from(base64 ?? '', 'base64')
  if (origin === undefined || bytes.length !== 33 || bytes[0] !== 1) return null
  const key = keyOf(origin, bytes.subarray(1))
  return key.verifierKey.startsWith(`${origin}+${id}+`) ? key : null
}

function keyOf(origin: string, seed: Uint8Array): LogKey {
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' })
  const publicKeyPem = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString()
  return { origin, privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), verifierKey: verifierKey({ origin, publicKeyPem }) }
}

import { createDecipheriv, createHash, createHmac, pbkdf2Sync } from 'node:crypto'
import * as asn1js from 'asn1js'
import { PBES2Params, PBKDF2Params, type AlgorithmIdentifier } from 'pkijs'

/** A cipher that this program cannot undo; the name of its algorithm. */
export interface UnknownCipher { readonly unknown: string }

/** More rounds than this are an attack on our time, not a protection of the key. */
const MOST_ITERATIONS = 10_000_000

/**
 * Undoes password-based encryption as PKCS #12 files use it: PBES2 with PBKDF2 and AES or 3DES (RFC 8018), and the older 3DES with
 * PKCS #12's own key derivation (RFC 7292). Throws when the password is wrong in a way that the padding shows.
 */
export function decryptPbe({ algorithm, password, data }: {
  readonly algorithm: AlgorithmIdentifier; readonly password: string; readonly data: Uint8Array
}): Uint8Array | UnknownCipher {
  if (algorithm.algorithmId === '1.2.840.113549.1.5.13') return decryptPbes2({ parameters: new PBES2Params({ schema: algorithm.algorithmParams }), password, data })
  if (algorithm.algorithmId !== '1.2.840.113549.1.12.1.3') return { unknown: algorithm.algorithmId }
  const { salt, iterations } = pkcs12Parameters(algorithm.algorithmParams)
  const derive = (purpose: 1 | 2, length: number): Uint8Array => derivePkcs12({ hash: 'sha1', purpose, password, salt, iterations, length })
  return decipher({ name: 'des-ede3-cbc', key: derive(1, 24), iv: derive(2, 8), data })
}

const CIPHERS: Readonly<Record<string, { readonly name: string; readonly keyLength: number }>> = {
  '2.16.840.1.101.3.4.1.2': { name: 'aes-128-cbc', keyLength: 16 },
  '2.16.840.1.101.3.4.1.22': { name: 'aes-192-cbc', keyLength: 24 },
  '2.16.840.1.101.3.4.1.42': { name: 'aes-256-cbc', keyLength: 32 },
  '1.2.840.113549.3.7': { name: 'des-ede3-cbc', keyLength: 24 },
}
const HMACS: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'sha1', '1.2.840.113549.2.8': 'sha224', '1.2.840.113549.2.9': 'sha256', '1.2.840.113549.2.10': 'sha384', '1.2.840.113549.2.11': 'sha512',
}

function decryptPbes2({ parameters, password, data }: { readonly parameters: PBES2Params; readonly password: string; readonly data: Uint8Array }): Uint8Array | UnknownCipher {
  const { keyDerivationFunc, encryptionScheme } = parameters
  if (keyDerivationFunc.algorithmId !== '1.2.840.113549.1.5.12') return { unknown: keyDerivationFunc.algorithmId }
  const cipher = CIPHERS[encryptionScheme.algorithmId]
  if (!cipher) return { unknown: encryptionScheme.algorithmId }
  const pbkdf2 = new PBKDF2Params({ schema: keyDerivationFunc.algorithmParams })
  const hmac = HMACS[pbkdf2.prf?.algorithmId ?? '1.2.840.113549.2.7']
  if (!hmac) return { unknown: pbkdf2.prf?.algorithmId ?? '' }
  const [salt, iv] = [bytesOf(pbkdf2.salt), bytesOf(encryptionScheme.algorithmParams)]
  const key = pbkdf2Sync(password, salt, checkedIterations(pbkdf2.iterationCount), cipher.keyLength, hmac)
  return decipher({ name: cipher.name, key, iv, data })
}

function decipher({ name, key, iv, data }: { readonly name: string; readonly key: Uint8Array; readonly iv: Uint8Array; readonly data: Uint8Array }): Uint8Array {
  const machine = createDecipheriv(name, key, iv)
  return Buffer.concat([machine.update(data), machine.final()])
}

function pkcs12Parameters(parameters: unknown): { readonly salt: Uint8Array; readonly iterations: number } {
  const [salt, iterations] = parameters instanceof asn1js.Sequence ? parameters.valueBlock.value : []
  if (!(iterations instanceof asn1js.Integer)) throw new TypeError('PKCS #12: the cipher has no salt and number of iterations')
  return { salt: bytesOf(salt), iterations: checkedIterations(iterations.valueBlock.valueDec) }
}

function checkedIterations(iterations: number): number {
  if (iterations < 1 || iterations > MOST_ITERATIONS) throw new RangeError('PKCS #12: too many iterations')
  return iterations
}

/** The bytes of an OCTET STRING, also when it comes in parts or under an implicit tag. Throws on anything else. */
export function bytesOf(block: unknown): Uint8Array {
  if (block instanceof asn1js.OctetString) return new Uint8Array(block.getValue())
  if (block instanceof asn1js.Primitive) return block.valueBlock.valueHexView
  if (block instanceof asn1js.Constructed) return Buffer.concat(block.valueBlock.value.map(bytesOf))
  throw new TypeError('ASN.1: an octet string is missing')
}

/** The code that protects a PKCS #12 file against change; it also tells a wrong password from a broken file. */
export function macOf({ hash, password, salt, iterations, data }: {
  readonly hash: 'sha1' | 'sha256' | 'sha384' | 'sha512'; readonly password: string; readonly salt: Uint8Array; readonly iterations: number; readonly data: Uint8Array
}): Uint8Array {
  const length = createHash(hash).digest().length
  return createHmac(hash, derivePkcs12({ hash, purpose: 3, password, salt, iterations: checkedIterations(iterations), length })).update(data).digest()
}

/** Key derivation of PKCS #12 (RFC 7292, appendix B.2). `purpose`: 1 key, 2 initial vector, 3 authentication. */
function derivePkcs12({ hash, purpose, password, salt, iterations, length }: {
  readonly hash: string; readonly purpose: 1 | 2 | 3; readonly password: string; readonly salt: Uint8Array; readonly iterations: number; readonly length: number
}): Uint8Array {
  const block = hash === 'sha384' || hash === 'sha512' ? 128 : 64
  const filled = (bytes: Uint8Array): Buffer => Buffer.alloc(Math.ceil(bytes.length / block) * block, bytes)
  const text = Buffer.concat([Buffer.from(password, 'utf16le').swap16(), Buffer.alloc(2)])
  const input = Buffer.concat([salt.length === 0 ? Buffer.alloc(0) : filled(salt), filled(text)])
  const diversifier = Buffer.alloc(block, purpose)
  const parts: Buffer[] = []
  for (let have = 0; have < length; have += parts.at(-1)!.length) {
    let digest = createHash(hash).update(diversifier).update(input).digest()
    for (let round = 1; round < iterations; round++) digest = createHash(hash).update(digest).digest()
    parts.push(digest)
    addToEachBlock(input, Buffer.alloc(block, digest))
  }
  return Buffer.concat(parts).subarray(0, length)
}

/** Every block of the input += addend + 1, as big-endian numbers without their last carry. */
function addToEachBlock(input: Buffer, addend: Buffer): void {
  for (let start = 0; start < input.length; start += addend.length) {
    let carry = 1
    for (let index = addend.length - 1; index >= 0; index--) {
      carry += input[start + index]! + addend[index]!
      input[start + index] = carry & 0xff
      carry >>= 8
    }
  }
}

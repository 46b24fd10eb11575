import { createPrivateKey, timingSafeEqual, X509Certificate, type KeyObject } from 'node:crypto'
import { AuthenticatedSafe, CertBag, Certificate, EncryptedData, PFX, PKCS8ShroudedKeyBag, PrivateKeyInfo, SafeContents, type ContentInfo, type MacData, type SafeBag } from 'pkijs'
import { ok, refuse, type Result } from '../../model/result.ts'
import { bytesOf, decryptPbe, macOf } from './pbe.ts'

/** Whoever can sign: a private key with its certificate and the certificates above it. Certificates are DER. */
export interface Signer {
  readonly privateKey: KeyObject
  readonly certificate: Uint8Array
  readonly chain: readonly Uint8Array[]
}

/** Why a key file cannot be used to sign. */
export const P12_REASONS = {
  'not-a-p12': 'Файл не является контейнером ключа PKCS #12 (.p12, .pfx) или повреждён. Укажите файл, в который вы сохранили сертификат вместе с ключом.',
  'wrong-password': 'Пароль не подходит к файлу ключа. Проверьте раскладку и регистр.',
  'unsupported-encryption': 'Файл ключа зашифрован способом, который программа не понимает. Сохраните ключ заново с шифрованием AES-256.',
  'unsupported-key': 'Этим ключом программа подписать не может: нужен ключ RSA или EC. Подпись по ГОСТ ставится в вашем средстве электронной подписи; готовую подпись можно проверить.',
  'no-key': 'В файле нет закрытого ключа. Сохраните сертификат заново вместе с ключом.',
  'no-certificate': 'В файле нет сертификата, который подходит к ключу.',
} as const
export type P12Reason = keyof typeof P12_REASONS

/** Opens a PKCS #12 file (RFC 7292) with RSA or EC keys, in PBES2/AES and the older 3DES encryption. */
export function openP12({ bytes, password }: { readonly bytes: Uint8Array; readonly password: string }): Result<Signer, P12Reason> {
  const parsed = parse(bytes)
  if (!parsed) return refuse('not-a-p12')
  if (parsed.macData && !macHolds(parsed.macData, parsed.content, password)) return refuse('wrong-password')
  const bags = openBags(parsed, password)
  if (!bags.ok) return bags
  if (bags.value.keys.length === 0) return refuse('no-key')
  return pickSigner(bags.value)
}

interface Parsed { readonly content: Uint8Array; readonly macData: MacData | undefined; readonly safes: readonly ContentInfo[] }

function parse(bytes: Uint8Array): Parsed | null {
  try {
    const pfx = PFX.fromBER(bytes)
    const content = bytesOf(pfx.authSafe.content)
    return { content, macData: pfx.macData, safes: AuthenticatedSafe.fromBER(content).safeContents }
  } catch { return null }
}

const HASHES: Readonly<Record<string, 'sha1' | 'sha256' | 'sha384' | 'sha512'>> =
  { '1.3.14.3.2.26': 'sha1', '2.16.840.1.101.3.4.2.1': 'sha256', '2.16.840.1.101.3.4.2.2': 'sha384', '2.16.840.1.101.3.4.2.3': 'sha512' }

function macHolds(macData: MacData, data: Uint8Array, password: string): boolean {
  const hash = HASHES[macData.mac.digestAlgorithm.algorithmId]
  if (!hash) return true
  const expected = bytesOf(macData.mac.digest)
  const mac = macOf({ hash, password, salt: bytesOf(macData.macSalt), iterations: macData.iterations ?? 1, data })
  return mac.length === expected.length && timingSafeEqual(mac, expected)
}

interface Bags { readonly keys: readonly Uint8Array[]; readonly certificates: readonly Uint8Array[] }

function openBags({ safes, macData }: Parsed, password: string): Result<Bags, P12Reason> {
  const keys: Uint8Array[] = []
  const certificates: Uint8Array[] = []
  try {
    for (const safe of safes) {
      const contents = safe.contentType === '1.2.840.113549.1.7.6' ? decryptSafe(safe, password) : bytesOf(safe.content)
      if (!(contents instanceof Uint8Array)) return refuse('unsupported-encryption')
      for (const bag of SafeContents.fromBER(contents).safeBags) {
        const key = keyOf(bag, password)
        if (key === 'unsupported-encryption') return refuse(key)
        if (key) keys.push(key)
        if (bag.bagValue instanceof CertBag && bag.bagValue.parsedValue instanceof Certificate) certificates.push(new Uint8Array(bag.bagValue.parsedValue.toSchema().toBER()))
      }
    }
  } catch {
    // A file without an authentication code shows a wrong password only by what it decrypts to.
    return refuse(macData ? 'not-a-p12' : 'wrong-password')
  }
  return ok({ keys, certificates })
}

function decryptSafe(safe: ContentInfo, password: string): ReturnType<typeof decryptPbe> {
  const { encryptedContentInfo } = new EncryptedData({ schema: safe.content })
  return decryptPbe({ algorithm: encryptedContentInfo.contentEncryptionAlgorithm, password, data: bytesOf(encryptedContentInfo.encryptedContent) })
}

/** The PKCS #8 form of the key in a bag; null when the bag holds something else. */
function keyOf({ bagValue }: SafeBag, password: string): Uint8Array | 'unsupported-encryption' | null {
  if (bagValue instanceof PrivateKeyInfo) return new Uint8Array(bagValue.toSchema().toBER())
  if (!(bagValue instanceof PKCS8ShroudedKeyBag)) return null
  const key = decryptPbe({ algorithm: bagValue.encryptionAlgorithm, password, data: bytesOf(bagValue.encryptedData) })
  return key instanceof Uint8Array ? key : 'unsupported-encryption'
}

function pickSigner({ keys, certificates }: Bags): Result<Signer, P12Reason> {
  let understood = false
  for (const key of keys) {
    const privateKey = privateKeyOf(key)
    if (!privateKey) continue
    understood = true
    const certificate = certificates.find((der) => belongs(der, privateKey))
    if (certificate) return ok({ privateKey, certificate, chain: certificates.filter((other) => other !== certificate) })
  }
  return refuse(understood ? 'no-certificate' : 'unsupported-key')
}

function privateKeyOf(der: Uint8Array): KeyObject | null {
  try {
    const key = createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' })
    return key.asymmetricKeyType === 'rsa' || key.asymmetricKeyType === 'ec' ? key : null
  } catch { return null }
}

function belongs(certificate: Uint8Array, key: KeyObject): boolean {
  try { return new X509Certificate(certificate).checkPrivateKey(key) } catch { return false }
}

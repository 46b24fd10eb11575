import { constants, createHash, verify, X509Certificate, type KeyObject } from 'node:crypto'
import * as asn1js from 'asn1js'
import { Certificate, ContentInfo, IssuerAndSerialNumber, RSASSAPSSParams, SignedData, type SignedAndUnsignedAttributes, type SignerInfo } from 'pkijs'
import { OID } from './oids.ts'
import { bytesOf } from './pbe.ts'

/** What a signature message says of content, certificates apart. */
export type CmsCheck =
  | { readonly type: 'not-cms' }
  /** The algorithm is none that this program computes (GOST among them): another tool must look. Certificates are DER. */
  | { readonly type: 'unknown-algorithm'; readonly algorithm: string; readonly certificate: Uint8Array | null }
  | {
      readonly type: 'checked'
      readonly certificate: Uint8Array
      readonly certificates: readonly Uint8Array[]
      /** The digest inside is the digest of the content. */
      readonly digestMatches: boolean
      /** The certificate's key made the signature. */
      readonly signatureMatches: boolean
      /** The signed attributes name this very certificate (signing-certificate-v2); null when they name none. */
      readonly namesCertificate: boolean | null
      /** Time stamp tokens over the signature, DER. */
      readonly timeStamps: readonly Uint8Array[]
      readonly signature: Uint8Array
    }

const HASHES: Readonly<Record<string, string>> = { [OID.sha256]: 'sha256', '2.16.840.1.101.3.4.2.2': 'sha384', '2.16.840.1.101.3.4.2.3': 'sha512' }
const SIGNATURES: Readonly<Record<string, { readonly key: 'rsa' | 'ec'; readonly hash?: string }>> = {
  [OID.rsa]: { key: 'rsa' }, [OID.sha256WithRsa]: { key: 'rsa', hash: 'sha256' }, '1.2.840.113549.1.1.12': { key: 'rsa', hash: 'sha384' },
  '1.2.840.113549.1.1.13': { key: 'rsa', hash: 'sha512' }, [OID.ecdsaWithSha256]: { key: 'ec', hash: 'sha256' },
  '1.2.840.10045.4.3.3': { key: 'ec', hash: 'sha384' }, '1.2.840.10045.4.3.4': { key: 'ec', hash: 'sha512' }, [OID.rsaPss]: { key: 'rsa' },
}

/**
 * Checks a CMS signature (RFC 5652) with one signer over content that stands apart from it, or inside it (`content` null). RSA and ECDSA
 * over SHA-2 only: SHA-1 counts as unknown, for it proves nothing.
 */
export function checkCms({ cms, content }: { readonly cms: Uint8Array; readonly content: Uint8Array | null }): CmsCheck {
  try {
    const signedData = new SignedData({ schema: ContentInfo.fromBER(cms).content })
    const [info, ...others] = signedData.signerInfos
    if (!info || others.length > 0) return { type: 'not-cms' }
    const certificates = (signedData.certificates ?? []).flatMap((each) => each instanceof Certificate ? [each] : [])
    const signer = certificates.find((each) => isSigner(info, each))
    const hash = HASHES[info.digestAlgorithm.algorithmId]
    const method = SIGNATURES[info.signatureAlgorithm.algorithmId]
    const der = (certificate: Certificate): Uint8Array => new Uint8Array(certificate.toSchema().toBER())
    if (!hash || !method || !signer) return { type: 'unknown-algorithm', algorithm: info.signatureAlgorithm.algorithmId, certificate: signer ? der(signer) : null }
    const body = content ?? bytesOf(signedData.encapContentInfo.eContent)
    return { type: 'checked', ...checkSigner({ info, hash, keyType: method.key, hashOfSignature: method.hash ?? hash, certificate: der(signer), body, contentType: signedData.encapContentInfo.eContentType }),
      certificates: certificates.map(der) }
  } catch { return { type: 'not-cms' } }
}

function isSigner({ sid }: SignerInfo, certificate: Certificate): boolean {
  if (sid instanceof IssuerAndSerialNumber) return sid.issuer.isEqual(certificate.issuer) && sid.serialNumber.isEqual(certificate.serialNumber)
  const keyId = certificate.extensions?.find((each) => each.extnID === '2.5.29.14')?.parsedValue as unknown
  return keyId instanceof asn1js.OctetString && Buffer.from(keyId.getValue()).equals(bytesOf(sid))
}

function checkSigner({ info, hash, keyType, hashOfSignature, certificate, body, contentType }: {
  readonly info: SignerInfo; readonly hash: string; readonly keyType: 'rsa' | 'ec'; readonly hashOfSignature: string
  readonly certificate: Uint8Array; readonly body: Uint8Array; readonly contentType: string
}) {
  const digest = createHash(hash).update(body).digest()
  const signature = bytesOf(info.signature)
  const key = new X509Certificate(certificate).publicKey
  const attributes = info.signedAttrs
  const signed = attributes ? new Uint8Array(attributes.encodedValue) : body
  const stated = attributes ? attributeValue(attributes, OID.messageDigest) : null
  const statedType = attributes ? attributeValue(attributes, OID.contentType) : null
  return {
    certificate, signature,
    digestMatches: attributes ? stated instanceof asn1js.OctetString && digest.equals(bytesOf(stated))
      && statedType instanceof asn1js.ObjectIdentifier && statedType.getValue() === contentType : true,
    signatureMatches: key.asymmetricKeyType === keyType && verifyBy({ info, hash: hashOfSignature, key, signed, signature }),
    namesCertificate: attributes ? namesCertificate(attributes, certificate) : null,
    timeStamps: (info.unsignedAttrs?.attributes ?? []).filter((each) => each.type === OID.timeStampToken)
      .flatMap((each) => each.values.map((value: asn1js.BaseBlock) => new Uint8Array(value.toBER()))),
  }
}

function verifyBy({ info, hash, key, signed, signature }: {
  readonly info: SignerInfo; readonly hash: string; readonly key: KeyObject; readonly signed: Uint8Array; readonly signature: Uint8Array
}): boolean {
  if (info.signatureAlgorithm.algorithmId !== OID.rsaPss) return verify(hash, signed, key, signature)
  const parameters = new RSASSAPSSParams({ schema: info.signatureAlgorithm.algorithmParams })
  const pssHash = HASHES[parameters.hashAlgorithm.algorithmId]
  return pssHash !== undefined && verify(pssHash, signed, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: parameters.saltLength }, signature)
}

/** The single value of the single attribute of a kind; anything else is no value. */
function attributeValue({ attributes }: SignedAndUnsignedAttributes, type: string): unknown {
  const found = attributes.filter((each) => each.type === type)
  return found.length === 1 && found[0]!.values.length === 1 ? found[0]!.values[0] : null
}

function namesCertificate(attributes: SignedAndUnsignedAttributes, certificate: Uint8Array): boolean | null {
  const value = attributeValue(attributes, OID.signingCertificateV2)
  if (!(value instanceof asn1js.Sequence)) return null
  const parts = firstOf(firstOf(value))
  const [first, second] = parts instanceof asn1js.Sequence ? parts.valueBlock.value : []
  const algorithm = first instanceof asn1js.Sequence ? firstOf(first) : undefined
  const hash = algorithm instanceof asn1js.ObjectIdentifier ? HASHES[algorithm.getValue()] : 'sha256'
  const stated = first instanceof asn1js.OctetString ? first : second
  return hash !== undefined && stated instanceof asn1js.OctetString && createHash(hash).update(certificate).digest().equals(bytesOf(stated))
}

const firstOf = (block: unknown): unknown => block instanceof asn1js.Sequence ? block.valueBlock.value[0] : undefined

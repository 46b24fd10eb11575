import { createHash, sign } from 'node:crypto'
import * as asn1js from 'asn1js'
import { AlgorithmIdentifier, Attribute, Certificate, ContentInfo, EncapsulatedContentInfo, IssuerAndSerialNumber, SignedAndUnsignedAttributes, SignedData, SignerInfo } from 'pkijs'
import { OID } from './oids.ts'
import type { Signer } from './open-p12.ts'

/**
 * A detached CAdES-BES signature (ETSI EN 319 122-1, level B-B) over content of this SHA-256 digest, DER. Signed attributes: content
 * type, message digest and signing-certificate-v2; no signing time, as PAdES (EN 319 142-1) forbids it. RSA signs with PKCS #1 v1.5,
 * EC with ECDSA, both over SHA-256. `stamp` may get a time stamp
 * token for the signature's bytes, which makes it level B-T.
 */
export async function signCms({ digest, signer, stamp }: {
  readonly digest: Uint8Array
  readonly signer: Signer
  readonly stamp?: (signature: Uint8Array) => Promise<Uint8Array | null>
}): Promise<Uint8Array> {
  const certificate = Certificate.fromBER(signer.certificate)
  const signedAttrs = signedAttributes({ digest, signer, certificate })
  const signature = sign('sha256', setOf(signedAttrs), signer.privateKey)
  const token = stamp ? await stamp(signature) : null
  const info = new SignerInfo({
    version: 1,
    sid: new IssuerAndSerialNumber({ issuer: certificate.issuer, serialNumber: certificate.serialNumber }),
    digestAlgorithm: sha256(),
    signedAttrs,
    signatureAlgorithm: signatureAlgorithm(signer),
    signature: octets(signature),
    ...(token ? { unsignedAttrs: new SignedAndUnsignedAttributes({ type: 1, attributes: [new Attribute({ type: OID.timeStampToken, values: [asn1js.fromBER(token).result] })] }) } : {}),
  })
  const signedData = new SignedData({
    version: 1, digestAlgorithms: [sha256()], encapContentInfo: new EncapsulatedContentInfo({ eContentType: OID.data }),
    certificates: [certificate, ...signer.chain.map((der) => Certificate.fromBER(der))], signerInfos: [info],
  })
  return new Uint8Array(new ContentInfo({ contentType: OID.signedData, content: signedData.toSchema(true) }).toSchema().toBER())
}

const sha256 = (): AlgorithmIdentifier => new AlgorithmIdentifier({ algorithmId: OID.sha256 })
const octets = (bytes: Uint8Array): asn1js.OctetString => new asn1js.OctetString({ valueHex: Uint8Array.from(bytes).buffer })

const signatureAlgorithm = ({ privateKey }: Signer): AlgorithmIdentifier => privateKey.asymmetricKeyType === 'ec'
  ? new AlgorithmIdentifier({ algorithmId: OID.ecdsaWithSha256 })
  : new AlgorithmIdentifier({ algorithmId: OID.sha256WithRsa, algorithmParams: new asn1js.Null() })

function signedAttributes({ digest, signer, certificate }: { readonly digest: Uint8Array; readonly signer: Signer; readonly certificate: Certificate }): SignedAndUnsignedAttributes {
  const attributes = [
    new Attribute({ type: OID.contentType, values: [new asn1js.ObjectIdentifier({ value: OID.data })] }),
    new Attribute({ type: OID.messageDigest, values: [octets(digest)] }),
    new Attribute({ type: OID.signingCertificateV2, values: [signingCertificate(signer, certificate)] }),
  ]
  // DER wants the members of a set in the order of their bytes.
  const encoded = attributes.map((attribute) => ({ attribute, der: Buffer.from(attribute.toSchema().toBER()) }))
  encoded.sort((a, b) => Buffer.compare(a.der, b.der))
  return new SignedAndUnsignedAttributes({ type: 0, attributes: encoded.map((each) => each.attribute) })
}

/** ESSCertIDv2 (RFC 5035): which certificate signs, by SHA-256 and by issuer and serial number, so that none can be put in its place. */
function signingCertificate({ certificate: der }: Signer, certificate: Certificate): asn1js.Sequence {
  const hash = octets(createHash('sha256').update(der).digest())
  const issuer = new asn1js.Constructed({ idBlock: { tagClass: 3, tagNumber: 4 }, value: [certificate.issuer.toSchema()] })
  const issuerSerial = new asn1js.Sequence({ value: [new asn1js.Sequence({ value: [issuer] }), certificate.serialNumber] })
  return new asn1js.Sequence({ value: [new asn1js.Sequence({ value: [new asn1js.Sequence({ value: [hash, issuerSerial] })] })] })
}

/** What is signed: the attributes as a SET, while the message carries them under an implicit tag (RFC 5652, section 5.4). */
function setOf(attributes: SignedAndUnsignedAttributes): Uint8Array {
  const der = new Uint8Array(attributes.toSchema().toBER())
  der[0] = 0x31
  return der
}

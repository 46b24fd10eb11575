import { X509Certificate } from 'node:crypto'
import { Certificate } from 'pkijs'
import { OID } from './oids.ts'

/** What people want to know of a certificate. */
export interface CertificateFacts {
  /** Common name of its owner; the whole subject when it has none. */
  readonly owner: string
  readonly issuer: string
  /** Hex digits without separators. */
  readonly serial: string
  readonly from: Date
  readonly to: Date
}

/** Reads the facts of a certificate, DER. Throws when it is none. */
export function certificateFacts(der: Uint8Array): CertificateFacts {
  const certificate = Certificate.fromBER(der)
  const nameOf = (name: typeof certificate.subject): string => {
    const values = name.typesAndValues.filter((each) => each.type === OID.commonName).map((each) => String(each.value.valueBlock.value))
    return values.at(-1) ?? name.typesAndValues.map((each) => String(each.value.valueBlock.value)).join(', ')
  }
  return {
    owner: nameOf(certificate.subject), issuer: nameOf(certificate.issuer), serial: Buffer.from(certificate.serialNumber.valueBlock.valueHexView).toString('hex'),
    from: certificate.notBefore.value, to: certificate.notAfter.value,
  }
}

/** Certificates out of a PEM text, or one out of DER bytes. Empty when there is none. */
export function readCertificates(bytes: Uint8Array): readonly Uint8Array[] {
  const blocks = Buffer.from(bytes).toString('latin1').match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g)
  const candidates: readonly (string | Uint8Array)[] = blocks ?? [bytes]
  return candidates.flatMap((candidate) => {
    try { return [new Uint8Array(new X509Certificate(candidate).raw)] } catch { return [] }
  })
}

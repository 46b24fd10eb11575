import { Certificate, CertificateChainValidationEngine, ExtKeyUsage } from 'pkijs'

/** Whether a certificate can be believed at a moment. */
export type ChainCheck = 'trusted' | 'not-trusted' | 'expired' | 'not-for-signing'

/**
 * Builds a path from the certificate to a trusted one (RFC 5280: names, signatures, dates, constraints) out of what the signature
 * carries. Whether a certificate was revoked is not asked: that would need the network. All certificates are DER.
 */
export async function checkChain({ certificate, others, trusted, at, purpose }: {
  readonly certificate: Uint8Array; readonly others: readonly Uint8Array[]; readonly trusted: readonly Uint8Array[]; readonly at: Date
  readonly purpose: 'signing' | 'time-stamping'
}): Promise<ChainCheck> {
  const leaf = Certificate.fromBER(certificate)
  if (!maySign(leaf) || (purpose === 'time-stamping' && !mayStamp(leaf))) return 'not-for-signing'
  if (at < leaf.notBefore.value || at > leaf.notAfter.value) return 'expired'
  // A certificate that is trusted by itself needs no path.
  if (trusted.some((each) => Buffer.from(each).equals(certificate))) return 'trusted'
  if (trusted.length === 0) return 'not-trusted'
  const above = others.filter((each) => !Buffer.from(each).equals(certificate)).map((each) => Certificate.fromBER(each))
  // The engine takes the last certificate for the one in question.
  const engine = new CertificateChainValidationEngine({ certs: [...above, leaf], trustedCerts: trusted.map((each) => Certificate.fromBER(each)), checkDate: at })
  const { result, resultCode } = await engine.verify()
  return result ? 'trusted' : resultCode === 8 ? 'expired' : 'not-trusted'
}

/** Key usage, where the certificate states it, must have digitalSignature or nonRepudiation. */
function maySign(certificate: Certificate): boolean {
  const usage = certificate.extensions?.find((each) => each.extnID === '2.5.29.15')?.parsedValue as { valueBlock?: { valueHexView?: Uint8Array } } | undefined
  const bits = usage?.valueBlock?.valueHexView?.[0]
  return bits === undefined || (bits & 0xc0) !== 0
}

/** Only a certificate made for it may vouch for the time (RFC 3161, section 2.3): else any signer could stamp his own signature. */
function mayStamp(certificate: Certificate): boolean {
  const usage: unknown = certificate.extensions?.find((each) => each.extnID === '2.5.29.37')?.parsedValue
  return usage instanceof ExtKeyUsage && usage.keyPurposes.includes('1.3.6.1.5.5.7.3.8')
}

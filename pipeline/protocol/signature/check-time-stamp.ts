import { createHash } from 'node:crypto'
import { checkChain } from './check-chain.ts'
import { checkCms, type CmsCheck } from './check-cms.ts'
import type { Check } from './check-signature.ts'
import { readTimeStamp } from './time-stamp.ts'

const HASHES: Readonly<Record<string, string>> = { '2.16.840.1.101.3.4.2.1': 'sha256', '2.16.840.1.101.3.4.2.2': 'sha384', '2.16.840.1.101.3.4.2.3': 'sha512' }

/** The first time stamp of a signature: what is to be said of it, and its time when a trusted authority vouches for it. Null without one. */
export async function checkTimeStamp({ check, trusted, at }: {
  readonly check: Extract<CmsCheck, { type: 'checked' }>; readonly trusted: readonly Uint8Array[]; readonly at: Date
}): Promise<{ readonly check: Check; readonly trustedTime: Date | null } | null> {
  const token = check.timeStamps[0]
  if (!token) return null
  const name = 'time-stamp'
  const signed = checkCms({ cms: token, content: null })
  if (signed.type === 'unknown-algorithm') return { check: { name, passed: 'unknown', message: `отметка времени сделана алгоритмом ${signed.algorithm}` }, trustedTime: null }
  if (signed.type === 'not-cms' || !signed.digestMatches || !signed.signatureMatches) return { check: { name, passed: 'no', message: 'отметка времени повреждена' }, trustedTime: null }
  const stamp = readTimeStamp(token)
  const hash = HASHES[stamp.hash]
  if (hash === undefined || !createHash(hash).update(check.signature).digest().equals(stamp.imprint)) {
    return { check: { name, passed: 'no', message: 'отметка времени относится к другой подписи' }, trustedTime: null }
  }
  const chain = await checkChain({ certificate: signed.certificate, others: signed.certificates, trusted, at, purpose: 'time-stamping' })
  const moment = `${stamp.time.toISOString().slice(0, 16).replace('T', ' ')} UTC`
  return chain === 'trusted'
    ? { check: { name, passed: 'yes', message: `подписано не позже ${moment}, это подтверждает служба времени` }, trustedTime: stamp.time }
    : { check: { name, passed: 'unknown', message: `отметка времени ${moment}, но служба времени не доверена` }, trustedTime: null }
}

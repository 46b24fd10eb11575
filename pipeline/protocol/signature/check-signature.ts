import { certificateFacts } from './certificate-facts.ts'
import { checkChain, type ChainCheck } from './check-chain.ts'
import { checkCms, type CmsCheck } from './check-cms.ts'
import { checkTimeStamp } from './check-time-stamp.ts'

/** One thing that was looked at, in words for people. `unknown`: it could not be decided here. */
export interface Check {
  readonly name: 'range' | 'content' | 'signature' | 'certificate' | 'time-stamp' | 'chain' | 'later'
  readonly passed: 'yes' | 'no' | 'unknown'
  readonly message: string
}

/** `untrusted`: whole and genuine, yet nothing trusted vouches for the certificate. `unknown-algorithm`: another tool must check it. */
export type Verdict = 'valid' | 'untrusted' | 'invalid' | 'unknown-algorithm'

export interface CheckedSignature {
  readonly checks: readonly Check[]
  readonly verdict: Verdict
  readonly owner: string | null
  readonly stampedAt: Date | null
}

/** Checks a detached signature over content: digest, signature, certificate named, time stamp, chain. Certificates are DER. */
export async function checkSignature({ cms, content, trusted, at }: {
  readonly cms: Uint8Array; readonly content: Uint8Array; readonly trusted: readonly Uint8Array[]; readonly at: Date
}): Promise<CheckedSignature> {
  const check = checkCms({ cms, content })
  if (check.type === 'not-cms') return { checks: [{ name: 'signature', passed: 'no', message: 'подпись повреждена: это не сообщение CMS с одним подписавшим' }], verdict: 'invalid', owner: null, stampedAt: null }
  if (check.type === 'unknown-algorithm') {
    return { checks: [{ name: 'signature', passed: 'unknown', message: `подпись сделана алгоритмом ${check.algorithm}, который проверяет другая программа` }],
      verdict: 'unknown-algorithm', owner: check.certificate && ownerOf(check.certificate), stampedAt: null }
  }
  const stamp = await checkTimeStamp({ check, trusted, at })
  const chain = await checkChain({ certificate: check.certificate, others: check.certificates, trusted, at: stamp?.trustedTime ?? at, purpose: 'signing' })
  const checks: readonly Check[] = [...cmsChecks(check), ...(stamp ? [stamp.check] : []), chainCheck(chain, check.certificate)]
  const broken = checks.some((each) => each.passed === 'no' && each.name !== 'chain') || chain === 'not-for-signing'
  return { checks, verdict: broken ? 'invalid' : chain === 'trusted' ? 'valid' : 'untrusted', owner: ownerOf(check.certificate), stampedAt: stamp?.trustedTime ?? null }
}

type Checked = Extract<CmsCheck, { type: 'checked' }>

function cmsChecks({ digestMatches, signatureMatches, namesCertificate }: Checked): readonly Check[] {
  return [
    digestMatches ? { name: 'content', passed: 'yes', message: 'содержание не изменено' } : { name: 'content', passed: 'no', message: 'содержание изменено после подписи' },
    signatureMatches ? { name: 'signature', passed: 'yes', message: 'подпись сделана ключом этого сертификата' }
      : { name: 'signature', passed: 'no', message: 'подпись не соответствует ключу сертификата' },
    namesCertificate === null ? { name: 'certificate', passed: 'unknown', message: 'подпись не называет свой сертификат (нет признака CAdES)' }
      : namesCertificate ? { name: 'certificate', passed: 'yes', message: 'сертификат назван в подписи' }
        : { name: 'certificate', passed: 'no', message: 'в подписи назван другой сертификат' },
  ]
}

function chainCheck(chain: ChainCheck, der: Uint8Array): Check {
  const { owner, issuer, from, to } = certificateFacts(der)
  const words: Readonly<Record<ChainCheck, string>> = {
    'trusted': `сертификат «${owner}» выдан доверенным центром «${issuer}»`,
    'not-trusted': `сертификат «${owner}» (издатель «${issuer}») не доверен: цепочка не ведёт к указанному центру`,
    'expired': `сертификат «${owner}» или его издателя не действует на момент проверки (срок ${day(from)} – ${day(to)})`,
    'not-for-signing': `сертификат «${owner}» не предназначен для подписи`,
  }
  return { name: 'chain', passed: chain === 'trusted' ? 'yes' : 'no', message: words[chain] }
}

const ownerOf = (der: Uint8Array): string => certificateFacts(der).owner
const day = (date: Date): string => date.toISOString().slice(0, 10).split('-').reverse().join('.')

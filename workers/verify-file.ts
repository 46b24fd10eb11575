import { readBlindImages } from '../pipeline/protocol/bundle/check-blind-images.ts'
import { checkBundle, picturesOf, protocolsOf } from '../pipeline/protocol/bundle/check-bundle.ts'
import { checkTwinPictures } from '../pipeline/protocol/bundle/check-twin-pictures.ts'
import { printedCheckpoint } from '../pipeline/protocol/bundle/printed-checkpoint.ts'
import { openBundle } from '../pipeline/protocol/bundle/open-bundle.ts'
import type { NamedNote } from '../pipeline/protocol/bundle/check-checkpoints.ts'
import { checkSignature, type Check, type Verdict } from '../pipeline/protocol/signature/check-signature.ts'
import { readDetachedSignature } from '../pipeline/protocol/signature/read-detached-signature.ts'
import { verifySignatures } from '../pipeline/protocol/verify-signatures.ts'
import { verifyWithOpenssl } from './openssl.ts'

/** One line of a verification: what was looked at and what came out. */
export interface VerifiedLine { readonly passed: Check['passed']; readonly subject: string; readonly message: string }

interface Circumstances { readonly trusted: readonly Uint8Array[]; readonly at: Date }

/** Every signature inside a PDF, check by check. A PDF without a signature is one failed line. */
export async function verifyPdf(pdf: Uint8Array, { trusted, at }: Circumstances): Promise<readonly VerifiedLine[]> {
  const reports = await verifySignatures({ pdf, trusted, at })
  if (!reports.ok) return [{ passed: 'no', subject: 'PDF', message: 'файл повреждён и не разбирается' }]
  if (reports.value.length === 0) return [{ passed: 'no', subject: 'PDF', message: 'в файле нет ни одной подписи' }]
  const lines: VerifiedLine[] = []
  for (const { field, owner, reason, checks, verdict, evidence } of reports.value) {
    const subject = [field, owner, reason].filter((part) => part !== null && part !== '').join(', ')
    const found = evidence ? await askOpenssl({ checks, verdict, ...evidence, trusted, at }) : checks
    lines.push(...found.map(({ passed, message }) => ({ passed, subject, message })))
  }
  return lines
}

/** A signature that lies beside the file (`.sig`; DER, PEM or base64), check by check. */
export async function verifyDetached({ content, signature, trusted, at }: { readonly content: Uint8Array; readonly signature: Uint8Array } & Circumstances): Promise<readonly VerifiedLine[]> {
  const cms = readDetachedSignature(signature)
  if (!cms) return [{ passed: 'no', subject: 'подпись', message: 'файл подписи не разбирается: нужна отсоединённая подпись CMS (.sig, .p7s)' }]
  const { checks, verdict, owner } = await checkSignature({ cms, content, trusted, at })
  const found = await askOpenssl({ checks, verdict, cms, content, trusted, at })
  return found.map(({ passed, message }) => ({ passed, subject: owner ?? 'подпись', message }))
}

/**
 * An evidence bundle, everything in it: files, log, checkpoints (those that the protocols bear too), pictures, draws, and the signatures of its protocols. `publishedKeys`: the log's keys
 * as they were published; without them whoever checks compares by eye.
 */
export async function verifyBundle(zip: Uint8Array, { publishedKeys = null, ...circumstances }: Circumstances & { readonly publishedKeys?: readonly string[] | null }): Promise<readonly VerifiedLine[]> {
  const opened = await openBundle(zip)
  if (!opened.ok) return [{ passed: 'no', subject: 'ZIP', message: 'это не пакет доказательств: в архиве нет описи manifest.json' }]
  const protocols = protocolsOf(opened.value), printed: NamedNote[] = []
  for (const { name, bytes } of protocols) {
    const note = await printedCheckpoint(bytes)
    if (note !== null) printed.push({ subject: `${name}: контрольная точка`, note })
  }
  const images = readBlindImages(opened.value.files.get('blind-images.jsonl') ?? new Uint8Array()) ?? []
  const pictures = new Map([...picturesOf(opened.value)].map(([name, bytes]) => [name.replace(/\.jpg$/, ''), bytes]))
  const lines: VerifiedLine[] = [...checkBundle(opened.value, { printed, publishedKeys }), ...await checkTwinPictures({ images, pictures })]
  for (const { name, bytes } of protocols) {
    lines.push(...(await verifyPdf(bytes, circumstances)).map((line) => ({ ...line, subject: `${name}: ${line.subject}` })))
  }
  return lines
}

/** Where the algorithm is none of ours, OpenSSL's word stands in the place of ours. */
async function askOpenssl({ checks, verdict, ...question }: {
  readonly checks: readonly Check[]; readonly verdict: Verdict; readonly cms: Uint8Array; readonly content: Uint8Array
} & Circumstances): Promise<readonly Check[]> {
  if (verdict !== 'unknown-algorithm') return checks
  const others = checks.filter((check) => check.name !== 'signature')
  const answer = await verifyWithOpenssl(question)
  if (answer === 'not-available') {
    return [...others, { name: 'signature', passed: 'unknown', message: 'подпись сделана по ГОСТ или другим алгоритмом: для проверки установите openssl и libengine-gost-openssl' }]
  }
  if (answer === 'invalid') return [...others, { name: 'signature', passed: 'no', message: 'openssl: подпись не соответствует содержанию или сертификату' }]
  const signed: Check = { name: 'signature', passed: 'yes', message: 'openssl: содержание не изменено, подпись соответствует сертификату' }
  return [...others, signed, answer === 'valid' ? { name: 'chain', passed: 'yes', message: 'openssl: сертификат выдан доверенным центром' }
    : { name: 'chain', passed: 'no', message: 'openssl: сертификат не доверен, цепочка не ведёт к указанному центру или срок истёк' }]
}

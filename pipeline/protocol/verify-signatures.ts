import { PDFDocument } from 'pdf-lib'
import { refuse, ok, type Result } from '../model/result.ts'
import { checkSignature, type Check, type Verdict } from './signature/check-signature.ts'
import { compareRevisions } from './signature/compare-revisions.ts'
import { coveredBytes } from './signature/check-range.ts'
import { xrefIsSound } from './signature/check-xref.ts'
import { findSignatures, type FoundSignature } from './signature/find-signatures.ts'

/** What was found out about one signature of a PDF. */
export interface SignatureReport {
  readonly field: string
  /** Whose certificate it is; null when there is none to read. */
  readonly owner: string | null
  readonly reason: string | null
  /** What the signer claims, and what a time stamp authority saw. */
  readonly claimedAt: Date | null
  readonly stampedAt: Date | null
  readonly checks: readonly Check[]
  readonly verdict: Verdict
  /** The message and the bytes it speaks for, for another tool when the algorithm is unknown here. */
  readonly evidence: { readonly cms: Uint8Array; readonly content: Uint8Array } | null
}

/**
 * Checks every signature of a PDF by itself: that it covers a whole revision, that digest, signature and named certificate agree, whose
 * chain leads to a trusted certificate (DER) at the moment `at`, and what was added to the file later. An empty list: no signature.
 */
export async function verifySignatures({ pdf, trusted, at }: {
  readonly pdf: Uint8Array; readonly trusted: readonly Uint8Array[]; readonly at: Date
}): Promise<Result<readonly SignatureReport[], 'broken-pdf'>> {
  const document = await open(pdf)
  const signatures = document && attempt(() => findSignatures(document))
  if (!document || !signatures) return refuse('broken-pdf')
  const reports: SignatureReport[] = []
  for (const found of signatures) reports.push(await verifyOne({ pdf, document, found, trusted, at }))
  return ok(reports)
}

async function open(pdf: Uint8Array): Promise<PDFDocument | null> {
  try {
    const document = await PDFDocument.load(pdf, { updateMetadata: false })
    document.getPages()
    return document
  } catch { return null }
}

/** The PDF library throws on objects that are not what they should be: such a file is broken, not the program. */
function attempt<Value>(work: () => Value): Value | null {
  try { return work() } catch { return null }
}

interface Case { readonly pdf: Uint8Array; readonly document: PDFDocument; readonly found: FoundSignature; readonly trusted: readonly Uint8Array[]; readonly at: Date }

async function verifyOne({ pdf, document, found, trusted, at }: Case): Promise<SignatureReport> {
  const { field, reason, claimedAt } = found
  const covered = coveredBytes(pdf, found)
  if (!covered) {
    const check: Check = { name: 'range', passed: 'no', message: 'подпись не охватывает документ целиком: её границы не соответствуют файлу' }
    return { field, reason, claimedAt, owner: null, stampedAt: null, checks: [check], verdict: 'invalid', evidence: null }
  }
  const whole = covered.end === pdf.length
  const range: Check = { name: 'range', passed: 'yes', message: whole ? 'подпись охватывает весь файл' : `подпись охватывает первые ${covered.end} из ${pdf.length} байтов файла` }
  const later = whole ? null : await checkLater({ pdf, document, end: covered.end })
  const { checks, verdict, owner, stampedAt } = await checkSignature({ cms: covered.cms, content: covered.content, trusted, at })
  return {
    field, reason, claimedAt, owner, stampedAt, checks: [range, ...checks, ...(later ? [later] : [])],
    verdict: later?.passed === 'no' ? 'invalid' : verdict, evidence: { cms: covered.cms, content: covered.content },
  }
}

async function checkLater({ pdf, document, end }: { readonly pdf: Uint8Array; readonly document: PDFDocument; readonly end: number }): Promise<Check> {
  const signed = await open(pdf.subarray(0, end))
  const name = 'later'
  const changes = signed && attempt(() => xrefIsSound({ pdf, signedEnd: end, document }) ? compareRevisions({ signed, whole: document }) : null)
  if (!changes) return { name, passed: 'no', message: 'после подписи файл дополнен так, что изменения нельзя разобрать' }
  if (changes.content.length > 0) return { name, passed: 'no', message: `после подписи изменено содержание документа (объекты ${changes.content.join(', ')})` }
  const added = [...(changes.signatures.length > 0 ? [`подписи: ${changes.signatures.join(', ')}`] : []), ...(changes.validationData ? ['сведения для проверки подписей'] : [])]
  return { name, passed: 'yes', message: `после подписи добавлены только ${added.join(' и ') || 'служебные записи'}` }
}

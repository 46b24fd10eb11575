import { createHash } from 'node:crypto'
import { ok, refuse, type Result } from '../model/result.ts'
import type { FontFiles } from './document/open-pdf.ts'
import { addSignatureField, CONTENTS_BYTES, RANGE_PLACEHOLDER } from './signature/add-signature-field.ts'
import { certificateFacts } from './signature/certificate-facts.ts'
import type { Signer } from './signature/open-p12.ts'
import { signCms } from './signature/sign-cms.ts'
import { openTimeStampResponse, timeStampRequest } from './signature/time-stamp.ts'

/** Why a PDF was not signed. */
export const SIGN_REASONS = {
  'broken-pdf': 'Файл не является PDF или повреждён.',
  'encrypted-pdf': 'PDF защищён паролем. Снимите защиту и подпишите ещё раз.',
  'certificate-not-valid': 'Срок действия сертификата не начался или истёк. Подпишите действующим ключом.',
  'signature-too-large': 'Подпись с цепочкой сертификатов не помещается в отведённое место.',
  'time-stamp-failed': 'Служба времени не ответила или прислала непригодный ответ. Повторите позже или подпишите без отметки времени.',
} as const
export type SignReason = keyof typeof SIGN_REASONS

export interface SignPdfRequest {
  readonly pdf: Uint8Array
  readonly signer: Signer
  /** Stands in the PDF as the signer's own claim of the time; the certificate must be valid then. */
  readonly at: Date
  readonly reason: string
  /** The named place to show the signature in, e.g. `CHAIR_PLACE`; it needs `fonts`. Without a free place it is invisible. */
  readonly place?: string
  readonly fonts?: FontFiles
  /** Sends a time stamp request (RFC 3161, DER) and returns the answer. `nonce`: 8 random bytes. Makes the signature B-T. */
  readonly timeStamp?: { readonly nonce: Uint8Array; readonly send: (request: Uint8Array) => Promise<Uint8Array> }
}

/**
 * The PDF with one more signature, PAdES baseline B-B (ETSI EN 319 142-1), or B-T with a time stamp. Appends only, so that signatures
 * that stand there stay valid. An RSA key gives the same bytes for the same input; ECDSA and time stamps do not.
 */
export async function signPdf(request: SignPdfRequest): Promise<Result<Uint8Array, SignReason>> {
  const { pdf, signer, at, reason, place, fonts } = request
  const facts = certificateFacts(signer.certificate)
  if (at < facts.from || at > facts.to) return refuse('certificate-not-valid')
  const update = await addSignatureField({ pdf, at, name: facts.owner, reason, place, fonts, stampLines: [
    'Документ подписан электронной подписью', facts.owner, `Сертификат ${facts.serial}`, `Действителен с ${dayOf(facts.from)} по ${dayOf(facts.to)}`,
  ] })
  if (!update.ok) return update
  const bytes = Buffer.concat([pdf, update.value])
  const [start, end] = contentsIn(bytes, pdf.length)
  fillRange(bytes, { from: pdf.length, start, end })
  const digest = createHash('sha256').update(bytes.subarray(0, start)).update(bytes.subarray(end)).digest()
  const stamped = await signStamped({ digest, request })
  if (!stamped.ok) return stamped
  if (stamped.value.length > CONTENTS_BYTES) return refuse('signature-too-large')
  bytes.write(Buffer.from(stamped.value).toString('hex'), start + 1, 'latin1')
  return ok(bytes)
}

async function signStamped({ digest, request: { signer, timeStamp } }: { readonly digest: Uint8Array; readonly request: SignPdfRequest }): Promise<Result<Uint8Array, SignReason>> {
  if (!timeStamp) return ok(await signCms({ digest, signer }))
  let failed = false
  const cms = await signCms({ digest, signer, stamp: async (signature) => {
    const answer = await timeStamp.send(timeStampRequest({ signature, nonce: timeStamp.nonce })).catch(() => null)
    const token = answer && openTimeStampResponse({ response: answer, signature, nonce: timeStamp.nonce })
    failed = !token?.ok
    return token?.ok ? token.value : null
  } })
  return failed ? refuse('time-stamp-failed') : ok(cms)
}

/** Where the placeholder of the contents stands in the appended part: from `<` to behind `>`. */
function contentsIn(bytes: Buffer, from: number): readonly [number, number] {
  const start = bytes.indexOf(`<${'0'.repeat(CONTENTS_BYTES * 2)}>`, from, 'latin1')
  if (start < 0) throw new Error('signPdf: the placeholder of the signature is not in the update')
  return [start, start + CONTENTS_BYTES * 2 + 2]
}

function fillRange(bytes: Buffer, { from, start, end }: { readonly from: number; readonly start: number; readonly end: number }): void {
  const wide = `${RANGE_PLACEHOLDER} ${RANGE_PLACEHOLDER} ${RANGE_PLACEHOLDER}`
  const at = bytes.indexOf(wide, from, 'latin1')
  if (at < 0) throw new Error('signPdf: the placeholder of the byte range is not in the update')
  bytes.write(`${start} ${end} ${bytes.length - end}`.padEnd(wide.length), at, 'latin1')
}

const dayOf = (date: Date): string => date.toISOString().slice(0, 10).split('-').reverse().join('.')

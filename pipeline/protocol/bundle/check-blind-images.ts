import { createHash } from 'node:crypto'
import { z } from 'zod'
import { blindCertificate, type BlindCertificate } from '../../model/blind-certificate.ts'
import { countOf } from '../document/russian.ts'
import type { BundleCheck } from './check-bundle.ts'

/** A blind image that experts were served, with its certificate. */
export const blindImageEvidence = z.object({
  /** The cipher of the work, and the page of its form. */
  work: z.string(), formPage: z.int(),
  /** SHA-256 of the picture that experts were served. */
  served: z.string().regex(/^[0-9a-f]{64}$/),
  /** What a person said of a page that the program would not vouch for; null: nobody had to. */
  looked: z.enum(['passed', 'masked']).nullable(),
  /** null: the other picture of a page, from before these had certificates. */
  certificate: blindCertificate.nullable(),
})
export type BlindImageEvidence = z.infer<typeof blindImageEvidence>

const SUBJECT = 'обезличенные страницы'

/**
 * Holds the certificates of blind images (`blind-images.jsonl`, one a line) against what was served: each is about the very picture, nothing that a detector found was left
 * unanswered, the picture stands in the log, and, where the pictures themselves are in the bundle (`blind-images/<SHA-256>.jpg`), their bytes are those.
 */
export function checkBlindImages({ lines, pictures, log }: { readonly lines: Uint8Array | undefined; readonly pictures: ReadonlyMap<string, Uint8Array>; readonly log: string }): readonly BundleCheck[] {
  if (!lines) return pictures.size === 0 ? [] : [{ passed: 'no', subject: SUBJECT, message: 'картинки есть, а свидетельств о них нет' }]
  const images = readBlindImages(lines)
  if (!images) return [{ passed: 'no', subject: SUBJECT, message: 'файл blind-images.jsonl не разбирается' }]
  const problems: string[] = []
  const served = new Set(images.map((one) => one.served))
  let without = 0
  for (const { work, formPage, served: sha256, looked, certificate } of images) {
    const name = `работа ${work}, страница ${formPage}`
    if (certificate === null) { without++; continue }
    if (certificate.image !== sha256) problems.push(`${name}: показана картинка ${sha256}, а свидетельство о другой: ${certificate.image}`)
    if (certificate.formPage !== formPage) problems.push(`${name}: свидетельство о странице ${certificate.formPage}`)
    if (!log.includes(sha256)) problems.push(`${name}: картинки ${sha256} в журнале нет`)
    const hits = certificate.detections.filter((one) => !one.passed)
    const firm = hits.filter((one) => one.firm !== false)
    if (firm.length > 0) problems.push(`${name}: показана, хотя найдено: ${firm.map((one) => one.detector).join(', ')}`)
    else if (hits.length > 0 && looked === null) problems.push(`${name}: показана без человека, хотя найдено: ${hits.map((one) => one.detector).join(', ')}`)
    if (certificate.twin) problems.push(...twinProblems(certificate, images.find((one) => one.work === work && one.formPage === formPage && one.served === certificate.twin?.of)?.certificate).map((problem) => `${name}: ${problem}`))
  }
  for (const [name, bytes] of pictures) {
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    if (name !== `${sha256}.jpg`) problems.push(`картинка ${name} названа не по своему содержанию`)
    else if (!served.has(sha256)) problems.push(`о картинке ${name} нет свидетельства`)
  }
  if (problems.length > 0) return problems.map((message) => ({ passed: 'no', subject: SUBJECT, message }))
  const detectors = new Set(images.flatMap((one) => (one.certificate?.detections ?? []).map(({ detector, version }) => `${detector} ${version}`)))
  return [
    { passed: 'yes', subject: SUBJECT, message: `${countOf(images.length - without, ['свидетельство', 'свидетельства', 'свидетельств'])}, каждое о той картинке, что показана и записана в журнале; сверено картинок: ${pictures.size}; проверки: ${[...detectors].sort().join(', ')}` },
    ...(without === 0 ? [] : [{ passed: 'unknown', subject: SUBJECT, message: `картинок повторного показа без свидетельства: ${without}: они сделаны прежней версией программы` } as const]),
  ]
}

/** What is wrong with the certificate of a page's other picture beside that of the page. */
function twinProblems(twin: BlindCertificate, page: BlindCertificate | null | undefined): readonly string[] {
  if (!page || !twin.twin) return ['картинка повторного показа сделана со страницы, о которой нет свидетельства']
  const [right, down] = twin.twin.movedPx
  const boxes = page.hidden.map(({ boxPx: [x, y, width, height] }) => [x + right, y + down, width, height].join())
  const alone = twin.detections.filter((hit) => !hit.passed && !page.detections.some((one) => one.detector === hit.detector && !one.passed))
  return [
    ...(twin.hidden.map(({ boxPx }) => boxPx.join()).join(' ') === boxes.join(' ') ? [] : ['на картинке повторного показа скрыты не те места']),
    ...(alone.length === 0 ? [] : [`повторно показана, хотя найдено только там: ${alone.map((one) => one.detector).join(', ')}`]),
    ...(twin.detections.some((one) => one.detector === 'other-picture') ? [] : ['с картинкой повторного показа страница не сличалась']),
  ]
}

/** The lines of `blind-images.jsonl`; null when they do not read. */
export function readBlindImages(bytes: Uint8Array): readonly BlindImageEvidence[] | null {
  try {
    const lines = Buffer.from(bytes).toString('utf8').split('\n').filter((line) => line !== '')
    const parsed = z.array(blindImageEvidence).safeParse(lines.map((line): unknown => JSON.parse(line)))
    return parsed.success ? parsed.data : null
  } catch { return null }
}

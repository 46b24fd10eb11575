import type { BlindCertificate, LookReason } from '../model/blind-certificate.ts'

/** `fit`: may be shown. `look`: a person looks first, hides what still tells or says that nothing does. `blocked`: only hiding more helps. */
export type BlindVerdict = 'fit' | 'look' | 'blocked'
export interface Judged { readonly verdict: BlindVerdict; readonly reasons: readonly LookReason[] }

/** The reason that stands for a detector's hit. */
const REASON_OF: Readonly<Record<string, LookReason>> = {
  'ink-in-hidden-boxes': 'ink-in-hidden-boxes', 'foreign-bytes': 'foreign-bytes', 'readable-field': 'readable-field', barcode: 'barcode',
  'teacher-ink-left': 'teacher-ink-left', 'ink-outside-answers': 'ink-outside-answers', 'code-around': 'code-around', 'score-around': 'score-around', word: 'word', 'hidden-by-hand': 'hidden-by-hand',
}

/**
 * Whether the pages of one work may be shown, each by its certificate. A page on which no score box tells the teacher's pen is judged by the work's other
 * pages: when they show red or green, that ink was looked for; otherwise a person looks. What a scanner left of a teacher's pen on one page it may have left on all. On a page that somebody masked by hand the
 * question of the teacher's ink is answered. Fails closed: a hit that is not known by name blocks.
 */
export function judgeBlind({ certificates, everyPage = false }: { readonly certificates: readonly BlindCertificate[]; readonly everyPage?: boolean }): readonly Judged[] {
  const pens = certificates.map((one) => one.teacherPen ?? 'unknown')
  const known = pens.filter((pen) => pen !== 'unknown')
  const colourIsKnown = known.length > 0 && known.every((pen) => pen !== 'other')
  const isLeftSomewhere = certificates.some((one) => one.detections.some((hit) => !hit.passed && hit.detector === 'teacher-ink-left'))
  return certificates.map((certificate, index) => {
    const hits = certificate.detections.filter((one) => !one.passed)
    const reasons = new Set<LookReason>(hits.map((hit) => REASON_OF[hit.detector] ?? 'foreign-bytes'))
    const touched = certificate.masks.length > 0
    if (!touched && certificate.teacherInk === 'needs-person') reasons.add(certificate.teacherPen === 'other' ? 'teacher-pen' : 'grey-scan')
    else if (!touched && pens[index] === 'unknown' && certificate.writing && !colourIsKnown) reasons.add('teacher-pen-unknown')
    if (!touched && certificate.writing && isLeftSomewhere) reasons.add('teacher-ink-left')
    if (!touched && everyPage) reasons.add('every-page')
    const blocked = hits.some((hit) => hit.firm !== false)
    return { verdict: blocked ? 'blocked' : reasons.size > 0 ? 'look' : 'fit', reasons: [...reasons] }
  })
}

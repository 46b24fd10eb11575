import type { Form } from '../model/form.ts'
import type { ReadingReason, ReadValue } from '../model/page-reading.ts'
import { bestCode } from '../read/code-lattice.ts'
import type { CodePosterior } from './claim-places.ts'
import { rounded } from './decide-cell.ts'
import { ranked } from './distribution.ts'
import { findStrays } from './find-strays.ts'
import type { FormPageInStack } from './scanned-page.ts'
import type { CodeSettings } from './settings.ts'
import { weighCodes, type WeighedCode } from './weigh-codes.ts'

/** The code of one form page. */
export interface DecidedCode {
  /** The code under which the page stands or is proposed to stand; null when nothing speaks for any. */
  readonly code: string | null
  /** What the contract shows; absent when the page has neither a code field nor a barcode. */
  readonly reading?: ReadValue
  /** The reading may be used without a person. */
  readonly sure: boolean
  /** The code is sure, but another page claims the same place of the same work. */
  readonly contested: boolean
  /** The best codes for a person to choose from. */
  readonly candidates: readonly { readonly value: string; readonly confidence: number }[]
}

/**
 * Decides the codes of all form pages of a stack together. `read` needs all of: the posterior reaches the threshold; the page's own ink (or barcode)
 * supports the code; it does not clearly say another; the code is on the list, when there is one; the page does not break into
 * another work's row; no other page claims its place. A page without a readable code is carried by its neighbours as a candidate only.
 */
export function decideCodes({ pages, forms, roster, settings }: {
  readonly pages: readonly FormPageInStack[]
  readonly forms: ReadonlyMap<string, Form>
  readonly roster: readonly string[] | null
  readonly settings: CodeSettings
}): readonly DecidedCode[] {
  const weighed = weighCodes({ pages, forms, roster, settings })
  const listed = roster && new Set(roster)
  const best = weighed.map(({ together }) => ranked(together)[0]?.[0] ?? null)
  const strays = findStrays({ pages, codes: best, forms })
  const claims = new Map<string, number>()
  const placeOf = (i: number): string => `${pages[i]?.evidence.form} ${pages[i]?.evidence.formPage} ${best[i]}`
  best.forEach((code, i) => {
    const likely = code !== null && ((weighed[i] as WeighedCode).together.get(code) ?? 0) >= 0.5
    if (likely && !isEmpty(pages[i] as FormPageInStack)) claims.set(placeOf(i), (claims.get(placeOf(i)) ?? 0) + 1)
  })
  return pages.map((page, i) => decideCode({
    page, weighed: weighed[i] as WeighedCode, digits: forms.get(page.evidence.form)?.code.digits ?? 5, listed, settings,
    stray: strays.has(i), rivals: (claims.get(placeOf(i)) ?? 0) > 1,
  }))
}

function decideCode({ page: { evidence }, weighed, digits, listed, stray, rivals, settings }: {
  page: FormPageInStack; weighed: WeighedCode; digits: number; listed: ReadonlySet<string> | null; stray: boolean; rivals: boolean; settings: CodeSettings
}): DecidedCode {
  const candidates = candidatesFrom(weighed)
  const top = candidates[0]
  const code = top?.value ?? null
  if (!evidence.code && evidence.barcode === undefined) return { code, sure: false, contested: false, candidates }
  if (isEmpty({ evidence })) {
    const confidence = rounded(evidence.code?.empty ?? 0)
    return { code, sure: false, contested: false, candidates, reading: { value: '', confidence, status: 'empty', reasons: ['code-empty'], ...(top && { alternatives: candidates.slice(0, 3) }) } }
  }
  const ink = inkOf({ evidence }, digits)
  const reasons = reasonsAgainst()
  const sure = reasons.length === 0
  return {
    code, sure, candidates, contested: reasons.length === 1 && reasons[0] === 'duplicate-page',
    reading: {
      value: code ?? '', confidence: top?.confidence ?? 0, status: sure ? 'read' : 'review', ...(!sure && { reasons }),
      ...(ink && { ink }), ...(candidates.length > 1 && { alternatives: candidates.slice(1, 4) }),
    },
  }

  function reasonsAgainst(): ReadingReason[] {
    const found: ReadingReason[] = []
    const ownShare = code === null ? 0 : weighed.alone.get(code) ?? 0
    const inkDiffers = [ink, ...(evidence.barcode ? [writtenOf({ evidence }, digits)] : [])].some((said) => said && said.value !== code && said.confidence >= settings.clearInk)
    if (code !== null && listed && !listed.has(code)) found.push('code-not-on-roster')
    if (stray || inkDiffers || clearlyOther(weighed.alone, code, settings)) found.push('code-disagrees')
    // Two clear scans of one page make each other doubtful as claims, not as readings.
    const confidence = code === null ? 0 : (rivals ? weighed.unclaimed : weighed.together).get(code) ?? 0
    if (rivals) found.push('duplicate-page')
    const unsupported = confidence < settings.threshold || ownShare < settings.ownShare
    if (unsupported && !found.includes('code-disagrees')) found.push('code-doubtful')
    return found
  }
}

/** The likeliest codes by all evidence, and what the page's own ink speaks for, which neighbours may have outvoted. */
function candidatesFrom({ together, alone }: WeighedCode): readonly { value: string; confidence: number }[] {
  const best = ranked(together).filter(([, p]) => p >= 1e-4).slice(0, 5)
  const own = ranked(alone).filter(([code, p]) => p >= 0.3 && !best.some(([other]) => other === code))
  return [...best, ...own.map(([code]) => [code, together.get(code) ?? 0] as const)].map(([value, p]) => ({ value, confidence: rounded(p) }))
}

const clearlyOther = (alone: CodePosterior, code: string | null, settings: CodeSettings): boolean =>
  [...alone].some(([other, share]) => other !== code && share >= settings.clearInk)

/** Nothing written, or nothing that can be cut into that many digits: `empty` says which is likelier. */
const isEmpty = ({ evidence }: Pick<FormPageInStack, 'evidence'>): boolean => !evidence.barcode && (evidence.code?.empty ?? 1) >= 0.5

function inkOf(page: Pick<FormPageInStack, 'evidence'>, digits: number): { value: string; confidence: number } | null {
  return page.evidence.barcode ? { value: page.evidence.barcode, confidence: 0.999999 } : writtenOf(page, digits)
}

function writtenOf({ evidence }: Pick<FormPageInStack, 'evidence'>, digits: number): { value: string; confidence: number } | null {
  const best = evidence.code && bestCode(evidence.code, digits)
  return best ? { value: best.value, confidence: rounded(best.probability) } : null
}

import type { VariantEvidence } from '../model/evidence.ts'
import type { ReadValue } from '../model/page-reading.ts'
import { rounded } from './decide-cell.ts'
import { normalise, ranked, type Distribution } from './distribution.ts'

/** P(a page of another variant lies in a work): sheets are mixed up when they are handed out or stacked. */
const MIXED_UP = 0.005

/**
 * The printed variant of each page of one work, in their order; undefined where a page has no header. The pages support each other, but a
 * page that says another variant keeps what it says and goes to a person. A header that could not be read takes the work's
 * variant as a proposal only.
 */
export function decideVariants({ pages, variants, threshold }: {
  readonly pages: readonly (VariantEvidence | undefined)[]
  /** The form's; empty when it names none. */
  readonly variants: readonly string[]
  readonly threshold: number
}): readonly (ReadValue | undefined)[] {
  const known = variants.length > 0 ? variants : [...new Set(pages.flatMap((page) => (page?.value ? [page.value] : [])))]
  const said = pages.map((page) => likelihoods(page, known))
  return pages.map((page, i) => {
    if (!page) return undefined
    const others = normalise(known.map((variant) => [variant, said.reduce((product, own, k) => (k === i ? product : product * (own.get(variant) ?? 0)), 1)]))
    const posterior = normalise(known.map((variant) =>
      [variant, (said[i]?.get(variant) ?? 0) * ((1 - MIXED_UP) * (others.get(variant) ?? 0) + MIXED_UP / known.length)]))
    return decideVariant({ page, posterior, known, threshold })
  })
}

function decideVariant({ page, posterior, known, threshold }: { page: VariantEvidence; posterior: Distribution; known: readonly string[]; threshold: number }): ReadValue {
  const ink = { value: page.value ?? '', confidence: rounded(page.confidence) }
  if (page.value !== null && !known.includes(page.value)) return { ...ink, status: 'review', reasons: ['variant-unknown'], ink }
  const [value, confidence] = ranked(posterior)[0] ?? ['', 0]
  if (page.value !== null && page.value !== value) {
    const own = { value: page.value, confidence: rounded(posterior.get(page.value) ?? 0) }
    return { ...own, status: 'review', reasons: ['variant-doubtful'], ink, alternatives: [{ value, confidence: rounded(confidence) }] }
  }
  const sure = page.value !== null && confidence >= threshold
  // Without a header read on any page all variants are alike: none is proposed.
  const proposal = confidence > 1.5 / Math.max(1, known.length) || page.value !== null || known.length === 1
  return {
    value: proposal ? value : '', confidence: proposal ? rounded(confidence) : 0, ink,
    ...(sure ? { status: 'read' as const } : { status: 'review' as const, reasons: ['variant-doubtful' as const] }),
  }
}

function likelihoods(page: VariantEvidence | undefined, known: readonly string[]): Distribution {
  const seen = page && page.value !== null && known.includes(page.value) ? page : null
  const others = Math.max(1, known.length - 1)
  return new Map(known.map((variant) => [variant, seen ? (variant === seen.value ? Math.max(seen.confidence, 1e-3) : Math.max(1e-4, (1 - seen.confidence) / others)) : 1]))
}

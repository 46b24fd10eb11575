import type { Form } from '../model/form.ts'
import { claimPlaces, type CodePosterior } from './claim-places.ts'
import { codeBeliefs, type ClearCode, type CodeBeliefs } from './code-beliefs.ts'
import { codeChain } from './code-chain.ts'
import { codeLogEmissions, codesOfPage } from './code-ink.ts'
import type { FormPageInStack } from './scanned-page.ts'
import type { CodeSettings } from './settings.ts'

/** What is known of one page's code. */
export interface WeighedCode {
  /** By all evidence: ink, list, neighbours, places taken. */
  readonly together: CodePosterior
  /** As `together`, before places already taken were counted. */
  readonly unclaimed: CodePosterior
  /** By the page's own ink and the list. */
  readonly alone: CodePosterior
}

/** Pages weighed in one chain; longer stacks are cut where a work ends, so that memory does not grow with the stack. */
const CHAIN_PAGES = 400
/** Codes below this are left out of a posterior. */
const NEGLIGIBLE = 1e-6

/**
 * Codes of all form pages of a stack, weighed together: each page's ink against the list, pages of one work against each other, one work
 * against the next, and every place once. Forms whose codes differ in length are weighed apart. Answers are in the order given.
 */
export function weighCodes({ pages, forms, roster, settings }: {
  readonly pages: readonly FormPageInStack[]
  readonly forms: ReadonlyMap<string, Form>
  readonly roster: readonly string[] | null
  readonly settings: CodeSettings
}): readonly WeighedCode[] {
  const digitsOf = (page: FormPageInStack): number => forms.get(page.evidence.form)?.code.digits ?? 5
  const weighed = new Map<FormPageInStack, WeighedCode>()
  for (const digits of new Set(pages.map(digitsOf))) {
    const same = pages.filter((page) => digitsOf(page) === digits)
    const list = roster && roster.filter((code) => code.length === digits)
    const seen = same.map((page) => codesOfPage(page.evidence, digits, 5))
    const clear = same.flatMap((page, i): ClearCode[] => {
      const best = seen[i]?.[0]
      return best && best.probability >= settings.clearInk ? [{ form: page.evidence.form, code: best.code }] : []
    })
    for (const [from, to] of chunks(same)) {
      const part = same.slice(from, to)
      const beliefs = codeBeliefs({
        forms: [...new Set(part.map((page) => page.evidence.form))], roster: list, clear, digits, settings,
        seen: seen.slice(from, to).flatMap((codes) => codes.filter(({ probability }) => probability >= (roster ? 0.05 : 0.002)).map(({ code }) => code)),
      })
      weighPart({ pages: part, beliefs, digits, settings }).forEach((code, i) => weighed.set(part[i] as FormPageInStack, code))
    }
  }
  const all = pages.map((page) => weighed.get(page) as WeighedCode)
  const places = pages.map(({ evidence }) => `${evidence.form} ${evidence.formPage}`)
  const claimed = claimPlaces({ posteriors: all.map((code) => code.together), places, duplicate: settings.duplicate })
  return all.map((code, i) => ({ ...code, together: claimed[i] as CodePosterior }))
}

function weighPart({ pages, beliefs, digits, settings }: { pages: readonly FormPageInStack[]; beliefs: CodeBeliefs; digits: number; settings: CodeSettings }): readonly WeighedCode[] {
  const { codes, restShare } = beliefs
  const emissions = pages.map(({ evidence }) => codeLogEmissions({ page: evidence, codes, digits, restShare, settings }))
  const together = codeChain({ pages, emissions, beliefs, settings })
  return pages.map(({ evidence }, k) => {
    const prior = beliefs.priors.get(evidence.form) as Float64Array
    const weights = Float64Array.from(emissions[k] as Float32Array, (log, c) => Math.exp(log) * prior[c]!)
    const chained = likely(together[k] as Float64Array, codes)
    return { together: chained, unclaimed: chained, alone: likely(weights, codes) }
  })
}

function likely(weights: Float64Array, codes: readonly string[]): CodePosterior {
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return new Map(codes.flatMap((code, c) => (weights[c]! > NEGLIGIBLE * sum ? [[code, weights[c]! / sum] as const] : [])))
}

function chunks(pages: readonly FormPageInStack[]): readonly (readonly [number, number])[] {
  const cuts = [0]
  pages.forEach((page, k) => {
    const ends = pages[k - 1] === undefined || page.evidence.formPage <= (pages[k - 1] as FormPageInStack).evidence.formPage
    if (ends && k - (cuts.at(-1) as number) >= CHAIN_PAGES) cuts.push(k)
  })
  return cuts.map((from, i) => [from, cuts[i + 1] ?? pages.length])
}

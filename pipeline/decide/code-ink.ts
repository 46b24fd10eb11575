import type { PageEvidence } from '../model/evidence.ts'
import { bestCodes } from '../read/code-lattice.ts'
import { codeLikelihoods } from './code-likelihoods.ts'
import type { CodeSettings } from './settings.ts'

/** How far a code that the barcode does not say stays possible: a barcode carries its own check. */
const BARCODE_DOUBT = 1e-7

/** The codes that a page's own ink (or barcode) speaks for, most likely first, each with its share of all codes of that length. */
export function codesOfPage(page: PageEvidence, digits: number, count: number): readonly { readonly code: string; readonly probability: number }[] {
  const written = page.code ? bestCodes(page.code, digits, count).map(({ value, probability }) => ({ code: value, probability })) : []
  return page.barcode ? [{ code: page.barcode, probability: 1 }, ...written.filter(({ code }) => code !== page.barcode)] : written
}

/**
 * log-likelihood of one page for each of some codes (sorted), and at the end for all other codes together, `restShare` being the prior of
 * one of them against the prior of all. Ink that is no code of that length, as far as the lattice leaves room for it, and an empty box speak for
 * no code: they are alike for all. The largest entry is 0.
 */
export function codeLogEmissions({ page, codes, digits, restShare, settings }: {
  readonly page: PageEvidence
  readonly codes: readonly string[]
  readonly digits: number
  readonly restShare: number
  readonly settings: CodeSettings
}): Float32Array {
  const weights = page.barcode ? barcodeWeights(page.barcode, codes, restShare) : inkWeights({ page, codes, digits, restShare, settings })
  const largest = weights.reduce((most, weight) => Math.max(most, weight), 0)
  return Float32Array.from(weights, (weight) => (largest > 0 ? Math.log(Math.max(weight / largest, 1e-30)) : 0))
}

const barcodeWeights = (barcode: string, codes: readonly string[], restShare: number): Float64Array =>
  Float64Array.from([...codes.map((code) => (code === barcode ? 1 : BARCODE_DOUBT)), codes.includes(barcode) ? BARCODE_DOUBT : restShare])

function inkWeights({ page, codes, digits, restShare, settings }: Parameters<typeof codeLogEmissions>[0]): Float64Array {
  const weights = new Float64Array(codes.length + 1)
  const evenly = 10 ** -digits
  if (!page.code) return weights.fill(1)
  const { empty } = page.code
  const ink = codeLikelihoods({ evidence: page.code, codes, digits, floor: settings.digitFloor })
  const noCode = ((1 - empty) * Math.max(0, 1 - ink.mass) + empty) * evenly
  let rest = ink.mass
  ink.codes.forEach((likelihood, i) => {
    weights[i] = (1 - empty) * likelihood + noCode
    rest -= likelihood
  })
  weights[codes.length] = (1 - empty) * Math.max(0, rest) * restShare + noCode
  return weights
}

import { createHash } from 'node:crypto'
import { canonicalJson } from '../model/canonical-json.ts'
import { writeCsv } from '../spreadsheet/csv.ts'
import type { Commitment } from './manifest.ts'
import { byCodeUnits } from './problem.ts'
import { drawSample } from './sample.ts'

/** The version of the sample in README.md. */
export const SAMPLE_ALGORITHM = 'sverka-sample-1'

/** A work that may be drawn for the recheck; works of one stratum (a subject and grade) are drawn together. */
export interface SampleWork { readonly id: string; readonly stratum: string }

/** A drawn work: its place among the drawn of its stratum, from 1, and the ticket that decided it. */
export interface SampledWork extends SampleWork { readonly place: number; readonly of: number; readonly ticket: string }

const MILLION = 1_000_000

/**
 * Draws at least this share of every stratum, and so of the whole. Sorted by stratum, then ticket. With a larger share the same works are
 * drawn and more. Ids must be unique (throws otherwise).
 */
export function drawCampaignSample(input: { readonly works: readonly SampleWork[]; readonly shareMillionths: number; readonly seed: string }): SampledWork[] {
  const strata = new Map<string, string[]>()
  for (const { id, stratum } of input.works) {
    const known = strata.get(stratum)
    if (known) known.push(id)
    else strata.set(stratum, [id])
  }
  if (new Set(input.works.map(({ id }) => id)).size !== input.works.length) throw new Error('an id stands twice in a sample')
  return [...strata].sort(([a], [b]) => byCodeUnits(a, b)).flatMap(([stratum, ids]) => {
    const take = Math.floor((ids.length * input.shareMillionths + MILLION - 1) / MILLION)
    return drawSample({ ids, seed: input.seed, take }).map(({ id, ticket }, index) => ({ id, stratum, place: index + 1, of: take, ticket }))
  })
}

/** The sample's inputs in their one spelling and its SHA-256, to be published before the seed exists. */
export function buildSampleManifest(input: {
  readonly works: readonly SampleWork[]; readonly shareMillionths: number; readonly commitments: readonly Commitment[]
}): { readonly text: string; readonly sha256: string } {
  const text = canonicalJson({
    algorithm: SAMPLE_ALGORITHM, shareMillionths: input.shareMillionths,
    works: [...input.works].sort((a, b) => byCodeUnits(a.id, b.id)).map(({ id, stratum }) => ({ id, stratum })),
    commitments: [...input.commitments].sort((a, b) => byCodeUnits(a.school, b.school)).map(({ school, commitment }) => ({ school, commitment })),
  })
  return { text, sha256: createHash('sha256').update(text).digest('hex') }
}

/** The table that is published and compared: one column, `work`. */
export const writeSampleTable = (sample: readonly SampledWork[]): string => writeCsv([['work'], ...sample.map(({ id }) => [id])])

import { createHash } from 'node:crypto'
import { canonicalJson, type JsonValue } from '../model/canonical-json.ts'
import type { DrawExpert, DrawWork } from '../model/work.ts'
import { byCodeUnits, type DrawRules } from './problem.ts'

/** The version of the algorithm in README.md; a change that can change a draw raises it. */
export const DRAW_ALGORITHM = 'sverka-draw-1'

/** What a school promised before the draw: SHA-256 (hex) of a nonce that it will reveal. */
export interface Commitment { readonly school: string; readonly commitment: string }

/**
 * The draw's inputs in their one spelling (RFC 8785 of sorted lists) and the SHA-256 of its UTF-8 bytes, which is published
 * before the seed exists: after that nobody can change a work, an expert, a conflict, a cap or a rule unseen.
 */
export function buildManifest(input: {
  readonly works: readonly DrawWork[]
  readonly experts: readonly DrawExpert[]
  readonly rules: DrawRules
  readonly commitments: readonly Commitment[]
}): { readonly text: string; readonly sha256: string } {
  const sorted = (texts: readonly string[]): string[] => [...new Set(texts)].sort(byCodeUnits)
  const works = [...input.works].sort((a, b) => byCodeUnits(a.id, b.id)).map((work): JsonValue => ({
    id: work.id, school: work.school, subject: work.subject, grade: work.grade, ...work.class === undefined ? {} : { class: work.class },
  }))
  const experts = [...input.experts].sort((a, b) => byCodeUnits(a.id, b.id)).map((expert): JsonValue => ({
    id: expert.id, school: expert.school, subjects: sorted(expert.subjects), years: expert.years,
    otherSchools: sorted(expert.otherSchools), conflicts: sorted(expert.conflicts), ...expert.cap === undefined ? {} : { cap: expert.cap },
  }))
  const commitments = [...input.commitments].sort((a, b) => byCodeUnits(a.school, b.school))
    .map(({ school, commitment }): JsonValue => ({ school, commitment }))
  const { graders, minYears, reciprocity } = input.rules
  const text = canonicalJson({ algorithm: DRAW_ALGORITHM, rules: { graders, minYears, reciprocity }, works, experts, commitments })
  return { text, sha256: sha256(text) }
}

/** What a school publishes before the draw for the nonce that it keeps to itself: SHA-256 of the nonce's UTF-8, hex. */
export const commitTo = (nonce: string): string => sha256(nonce)

/** Why a public seed cannot be made. */
export type SeedRefusal =
  | { readonly type: 'nonce-not-committed'; readonly school: string }
  | { readonly type: 'bad-dice' }

/**
 * The public seed: SHA-256, in hex, of these lines, each ended by `\n`: the manifest's SHA-256, the revealed nonces sorted by
 * code units, the dice (20 digits, thrown in session with ten-sided dice). A nonce that is not the one its
 * school committed to is refused; a school that does not reveal is left out, which the minutes must say.
 */
export function seedOf(input: {
  readonly manifestSha256: string
  readonly commitments: readonly Commitment[]
  readonly nonces: readonly { readonly school: string; readonly nonce: string }[]
  readonly dice: string
}): { readonly ok: true; readonly value: string } | { readonly ok: false; readonly reason: SeedRefusal } {
  const promised = new Map(input.commitments.map(({ school, commitment }) => [school, commitment]))
  const broken = input.nonces.find(({ school, nonce }) => promised.get(school) !== commitTo(nonce))
  if (broken) return { ok: false, reason: { type: 'nonce-not-committed', school: broken.school } }
  if (!/^\d{20}$/.test(input.dice)) return { ok: false, reason: { type: 'bad-dice' } }
  const nonces = input.nonces.map(({ nonce }) => nonce).sort(byCodeUnits)
  return { ok: true, value: sha256([input.manifestSha256, ...nonces, input.dice].map((line) => `${line}\n`).join('')) }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

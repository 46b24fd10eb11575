import { z } from 'zod'

/** The public draw, its load and what happens to it afterwards. */

/** How well the draw can be guessed without its seed, 0…1, tried in so many draws by the same rules. */
export const guessChancesView = z.object({ draws: z.number(), expertOfWork: z.number(), schoolOfWork: z.number() })

export const drawForm = z.object({
  formId: z.string(), title: z.string(),
  /** Works that are drawn and that wait; schools they come from; experts who take part, and who do not yet because they declared no conflicts. */
  works: z.number(), chosen: z.object({ bySample: z.number(), byDecision: z.number(), left: z.number(), beingCut: z.number(), uncut: z.number(), keptBack: z.number() }),
  /** What happened to those that could not be cut. */
  uncutWhy: z.array(z.string()),
  /** Into how many groups of tasks each work falls; 0: whole works are given out. */
  parts: z.number(), waiting: z.number(), schools: z.number(), experts: z.number(), undeclared: z.array(z.string()),
  obstacles: z.array(z.string()),
  /** What stands in the way of the works that wait, with the smallest step that helps; empty when every work finds its experts. */
  shortages: z.array(z.string()),
  /** Works an expert will have, on average, from all that wait. */
  meanLoad: z.number().nullable(),
  freeze: z.object({ id: z.string(), sha256: z.string(), at: z.string(), stale: z.boolean() }).nullable(),
  /** What the schools promised and revealed. */
  numbers: z.array(z.object({ schoolId: z.string(), name: z.string(), promised: z.boolean(), revealed: z.boolean() })),
  draw: z.object({ at: z.string(), public: z.boolean(), manifestSha256: z.string(), seed: z.string().nullable(), late: z.number(), redrawn: z.number(), thirds: z.number(), chances: guessChancesView.nullable() }).nullable(),
  loads: z.array(z.object({ id: z.string(), name: z.string(), schoolName: z.string(), cap: z.number().nullable(), closed: z.boolean(), assigned: z.number(), submitted: z.number(), started: z.number(), lastAt: z.string(), forbidden: z.number() })),
})
export type DrawFormView = z.infer<typeof drawForm>
/** GET /api/municipality/draws */
export const drawForms = z.object({ forms: z.array(drawForm) })
export type DrawForms = z.infer<typeof drawForms>

/** POST /api/municipality/draws/:formId/freeze: publishes the inputs by their hash. */
export const freezeAnswer = z.object({ sha256: z.string() })
/** POST /api/municipality/draws/:formId/numbers: a school's fingerprint before the publication, or its number after it, as told to the coordinator. */
export const schoolNumber = z.object({ schoolId: z.string(), text: z.string().trim().min(1).max(200) })

/** POST /api/municipality/people/:id/take-back. leaves: all unfinished works, and the login closes; forbidden: those that a conflict forbids now. */
export const takeBackRequest = z.object({ which: z.enum(['leaves', 'some', 'forbidden']), count: z.int().min(1).max(100_000).default(1) })
/** POST /api/municipality/expire: works that lie untouched for so many days. */
export const expireRequest = z.object({ days: z.int().min(1).max(365) })
export const takenBackAnswer = z.object({ moved: z.number() })

/** GET /api/public/draws, without a login. The seed, the numbers and the files are there when marking is over. logKeys: the public halves of the keys that sign the audit log (C2SP), oldest first. */
export const publicDraws = z.object({
  campaign: z.string(), municipality: z.string(), verifierSha256: z.string(), logKeys: z.array(z.string()),
  draws: z.array(z.object({
    id: z.string(), title: z.string(), manifestSha256: z.string(), frozenAt: z.string(), commitments: z.array(z.object({ school: z.string(), commitment: z.string() })),
    drawnAt: z.string().nullable(), over: z.boolean(), seed: z.string().nullable(), dice: z.string().nullable(), nonces: z.array(z.object({ school: z.string(), nonce: z.string() })),
  })),
  /** The published inputs of the sample, and what was drawn from them and extended. */
  sampleFreeze: z.object({ manifestSha256: z.string(), at: z.string() }).nullable(),
  samples: z.array(z.object({ id: z.string(), manifestSha256: z.string(), at: z.string(), works: z.number(), sharePercent: z.number(), dice: z.string().nullable(), seed: z.string(), over: z.boolean() })),
})
export type PublicDraws = z.infer<typeof publicDraws>

/** GET /api/school/draw-numbers; POST /api/school/draw-numbers/:formId with a fingerprint before the publication, with the number after it. */
export const schoolDraws = z.object({ forms: z.array(z.object({ formId: z.string(), title: z.string(), state: z.enum(['collecting', 'promised', 'reveal', 'revealed', 'closed']), manifestSha256: z.string().nullable() })) })
export type SchoolDraws = z.infer<typeof schoolDraws>
export const ownNumber = z.object({ text: z.string().trim().min(1).max(200) })

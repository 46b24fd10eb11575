import { z } from 'zod'

/** The municipal coordinator's desk: progress, the draw, the audit log; no grading. */

/** Works that no expert has yet: how many of how many schools, why, and what to do, in words. */
export const waitingReason = z.object({ works: z.number(), schools: z.number(), why: z.string(), todo: z.string() })
export type WaitingReason = z.infer<typeof waitingReason>

/** GET /api/municipality/overview */
export const municipalityOverview = z.object({
  campaignTitle: z.string(),
  forms: z.array(z.object({
    formId: z.string(), title: z.string(),
    schools: z.array(z.object({ schoolId: z.string(), name: z.string(), files: z.number(), pages: z.number(), openDoubts: z.number(), staged: z.number(), released: z.number(), anonymised: z.number(), left: z.number(), drawn: z.number(), graded: z.number() })),
    /** The seed is told only when nothing is left to grade: with the manifest it says who grades what. */
    draw: z.object({ seed: z.string().nullable(), manifestSha256: z.string(), at: z.string(), works: z.number(), assignments: z.number() }).nullable(),
    experts: z.array(z.object({ name: z.string(), schoolName: z.string(), assigned: z.number(), submitted: z.number() })),
    /** Among how many schools an expert would have to guess where a new work is from, at worst, and how many there must be; null when there are no new works. */
    apart: z.object({ fewest: z.number(), needed: z.number() }).nullable(),
    waits: z.array(waitingReason),
    /** Why a draw cannot be made now, in words; empty when it can. */
    obstacles: z.array(z.string()),
  })),
})
export type MunicipalityOverview = z.infer<typeof municipalityOverview>

/**
 * POST /api/municipality/draw: the dice end the first draw, whose inputs were published before; there is no other way to a seed. Works that came later and third
 * experts need none: they have the seed of the first draw.
 */
export const makeDraw = z.object({ formId: z.string(), dice: z.string().transform((text) => text.replace(/\s/g, '')).pipe(z.string().regex(/^\d{20}$/)).optional() })
export const drawAnswer = z.object({ assignments: z.number(), works: z.number(), shortfall: z.array(z.string()) })

/** GET /api/municipality/audit?before=SEQ&limit=100, newest first; `chain` says whether every hash from the start holds. */
export const auditPage = z.object({
  events: z.array(z.object({ seq: z.number(), at: z.string(), type: z.string(), actor: z.string(), summary: z.string(), hash: z.string() })),
  chain: z.object({ ok: z.boolean(), events: z.number(), head: z.string() }),
})
export type AuditPage = z.infer<typeof auditPage>

/** GET /api/municipality/openings: requests of the chair to open ciphers that nobody has answered. POST …/:id answers as the second person. */
export const openingList = z.object({ requests: z.array(z.object({ id: z.string(), schoolName: z.string(), formTitle: z.string(), works: z.number(), askedBy: z.string(), askedAt: z.string() })) })
export type OpeningList = z.infer<typeof openingList>
export const answerOpening = z.object({ answer: z.enum(['confirmed', 'refused']) })

import { z } from 'zod'
import { waitingReason } from './municipality.ts'

/** The chair's desk: protocols by school and form; works by cipher until the ciphers are opened. */

export const protocolRow = z.object({
  schoolId: z.string(), schoolName: z.string(), formId: z.string(), formTitle: z.string(),
  works: z.number(), gradedWorks: z.number(), thirdOpen: z.number(),
  withoutDiscrepancy: z.number(), overstated: z.number(), understated: z.number(), markChanged: z.number(),
  state: z.enum(['in-progress', 'ready', 'approved', 'signed']), signedBy: z.string().nullable(),
})
export type ProtocolRow = z.infer<typeof protocolRow>

/** GET /api/chair/protocols */
/** `waits`: by form, why works that no expert has yet wait. */
export const protocolList = z.object({ campaignTitle: z.string(), protocols: z.array(protocolRow), waits: z.array(z.object({ formId: z.string(), formTitle: z.string(), reasons: z.array(waitingReason) })) })

export const comparisonRow = z.object({
  cipher: z.string(), participantCode: z.string().nullable(), variant: z.string().nullable(),
  tasks: z.array(z.object({ task: z.string(), maxScore: z.number(), original: z.string().nullable(), recheck: z.string().nullable(), verdict: z.enum(['agreed', 'overstated', 'understated', 'missing']), third: z.boolean() })),
  originalTotal: z.number().nullable(), recheckTotal: z.number().nullable(), originalMark: z.string().nullable(), recheckMark: z.string().nullable(),
  markChanged: z.boolean(), causes: z.array(z.string()), note: z.string(), complete: z.boolean(),
  /** What experts wrote beside the scores: `expert` is the first, second or third of this work. */
  words: z.array(z.object({
    expert: z.number(), text: z.string(),
    about: z.discriminatedUnion('type', [z.object({ type: z.literal('task'), task: z.string() }), z.object({ type: z.literal('page'), page: z.number() }), z.object({ type: z.literal('flag'), kind: z.string() })]),
  })),
})
export type ComparisonRow = z.infer<typeof comparisonRow>

/** GET /api/chair/protocols/:schoolId/:formId. POST …/open-ciphers asks for the codes; POST …/approve freezes it; GET …/pdf; POST …/sign (multipart: `p12`, `password`). */
export const protocolView = z.object({
  row: protocolRow, comparisons: z.array(comparisonRow), confidenceSentence: z.string(),
  obstacles: z.array(z.string()),
  /** Who is behind the ciphers: asked for by the chair, confirmed by the municipal coordinator. Codes show, and approving is possible, once `opened`. */
  opening: z.object({ state: z.enum(['none', 'asked', 'refused', 'opened']), by: z.string().nullable() }), pdfUrl: z.string().nullable(), xlsxUrl: z.string(),
})
export type ProtocolView = z.infer<typeof protocolView>
export const signAnswer = z.object({ signedBy: z.string(), pdfUrl: z.string() })

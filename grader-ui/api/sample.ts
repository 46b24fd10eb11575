import { z } from 'zod'

/** Which schools and works are rechecked: the signs, the coordinator's decisions with their reasons, the random sample and what it can show. */

export const riskSign = z.object({ type: z.string(), n: z.number(), estimate: z.number().nullable(), low: z.number().nullable(), high: z.number().nullable(), usual: z.number().nullable(), unit: z.enum(['share', 'change', 'pairs', 'contrast']).nullable(), byRule: z.boolean(), q: z.number().nullable(), sentence: z.string() })
export const sampleSchool = z.object({
  schoolId: z.string(), name: z.string(), participants: z.number(), lastYear: z.boolean(), byRule: z.boolean(), signs: z.array(riskSign), sampled: z.number(),
  decision: z.object({ decision: z.enum(['recheck', 'leave']), reason: z.string(), by: z.string(), at: z.string() }).nullable(),
})
export const sampleForm = z.object({
  formId: z.string(), title: z.string(), participants: z.number(), sampled: z.number(),
  /** What so many works can show, in one sentence with the number that would be needed. */
  shows: z.string(), schools: z.array(sampleSchool),
})
export type SampleForm = z.infer<typeof sampleForm>
/** GET /api/municipality/sample. */
export const sampleView = z.object({
  forms: z.array(sampleForm),
  /** The published inputs of the first sample, until it is drawn; stale: results have changed since. */
  freeze: z.object({ sha256: z.string(), sharePercent: z.number(), at: z.string(), stale: z.boolean() }).nullable(),
  /** The first sample and what it was extended to; `works`: all that was ever drawn. `grown`: results have come since the last. */
  samples: z.array(z.object({ id: z.string(), sharePercent: z.number(), works: z.number(), at: z.string(), manifestSha256: z.string(), seed: z.string() })),
  works: z.number(), grown: z.boolean(),
})
export type SampleView = z.infer<typeof sampleView>
/** POST /api/municipality/sample/freeze publishes the inputs of the first sample; POST …/extension draws a larger one, which contains it. */
export const sampleShare = z.object({ sharePercent: z.number().min(1).max(100) })
/** POST /api/municipality/sample: the dice, after the publication. */
export const sampleRequest = z.object({ dice: z.string().transform((text) => text.replace(/\s/g, '')).pipe(z.string().regex(/^\d{20}$/)) })
/** POST /api/municipality/sample/decisions */
export const decisionRequest = z.object({ schoolId: z.string(), formId: z.string(), decision: z.enum(['recheck', 'leave']), reason: z.string().trim().min(3).max(1000) })
/** POST /api/municipality/sample/results?school=ID&year=this|last, results forms of one school. */
export const resultsAnswer = z.object({ files: z.array(z.object({ name: z.string(), accepted: z.boolean(), message: z.string() })) })
export type ResultsAnswer = z.infer<typeof resultsAnswer>

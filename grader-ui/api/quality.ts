import { z } from 'zod'

/** The chair's control of marking: agreed scores, and how the experts do on them. Works are named by cipher only. */

export const markingRules = z.object({
  deadline: z.iso.datetime({ offset: true }).nullable(), seedPercent: z.int().min(0).max(30), repeatPercent: z.int().min(0).max(20),
  taskTolerance: z.int().min(0).max(20), totalTolerance: z.int().min(0).max(50), stopAfter: z.int().min(0).max(20), showOthers: z.enum(['never', 'after-third']),
})
export type MarkingRules = z.infer<typeof markingRules>

const summary = z.object({ works: z.number(), failed: z.number(), meanApart: z.number().nullable(), bias: z.number().nullable() })

/** GET /api/chair/quality. PUT /api/chair/quality/rules takes `MarkingRules`. POST /api/chair/quality/:formId/deal, …/:formId/experts/:expertId/resume. */
export const qualityView = z.object({
  rules: markingRules,
  /** Works are given out task by task: there are no checks, which show whole pages. */
  apart: z.boolean(),
  forms: z.array(z.object({
    formId: z.string(), title: z.string(), works: z.number(), practice: z.number(), seeds: z.number(),
    /** Scores that came after the deadline and were typed before it by the clock of the expert's device. */
    late: z.array(z.object({ name: z.string(), scores: z.number() })),
    experts: z.array(z.object({ id: z.string(), name: z.string(), practice: summary, seed: summary, repeat: summary, dealt: z.number(), stopped: z.boolean() })),
  })),
})
export type QualityView = z.infer<typeof qualityView>

/** GET /api/chair/quality/:formId/works: the agreed ones first, then others to choose from. */
export const agreedWorkRow = z.object({ cipher: z.string(), variant: z.string().nullable(), purpose: z.enum(['practice', 'seed', 'none']) })
export const agreedWorkList = z.object({ works: z.array(agreedWorkRow) })
export type AgreedWorkList = z.infer<typeof agreedWorkList>

/** GET /api/chair/quality/works/:cipher; PUT with `SetAgreed`. */
export const agreedWork = z.object({
  cipher: z.string(), formId: z.string(), title: z.string(), variant: z.string().nullable(), purpose: z.enum(['practice', 'seed', 'none']), note: z.string(),
  tasks: z.array(z.object({ id: z.string(), maxScore: z.number(), score: z.string().nullable(), comment: z.string() })),
  pages: z.array(z.object({ imageUrl: z.string(), widthPx: z.number(), heightPx: z.number(), number: z.number() })),
})
export type AgreedWorkView = z.infer<typeof agreedWork>
export const setAgreed = z.object({ purpose: z.enum(['practice', 'seed', 'none']), scores: z.record(z.string(), z.string().max(4)), note: z.string().max(1000) })
/** GET and POST (multipart) /api/chair/criteria/:formId: the newest criteria of each variant. */
export const criteriaList = z.object({
  variants: z.array(z.string()), tasks: z.array(z.string()),
  criteria: z.array(z.object({ id: z.string(), variant: z.string(), name: z.string(), state: z.enum(['waiting', 'drawn', 'refused']), problem: z.string().nullable(), pages: z.number(), tasks: z.record(z.string(), z.number()) })),
})
export type CriteriaList = z.infer<typeof criteriaList>
/** PUT …/:formId/:id/tasks: task → page of its criteria. */
export const setCriteriaTasks = z.object({ tasks: z.record(z.string().max(20), z.int().min(1).max(500)) })
export const dealtAnswer = z.object({ dealt: z.number(), experts: z.number() })

import { z } from 'zod'

/** The expert's desk: nothing here may say or hint at school, class, pupil, code or original score. */

/** GET /api/expert/queue */
export const expertQueue = z.object({
  batches: z.array(z.object({
    title: z.string(), total: z.number(), submitted: z.number(),
    works: z.array(z.object({ cipher: z.string(), state: z.enum(['open', 'submitted']), graded: z.number(), tasks: z.number(), third: z.boolean() })),
  })),
})
export type ExpertQueue = z.infer<typeof expertQueue>

export const expertTask = z.object({ id: z.string(), maxScore: z.number(), score: z.string().nullable() })
export const expertPage = z.object({
  imageUrl: z.string(), widthPx: z.number(), heightPx: z.number(), number: z.number(),
  /** Where the answers to which tasks stand, px of the image. */
  answers: z.array(z.object({ tasks: z.array(z.string()), boxPx: z.tuple([z.number(), z.number(), z.number(), z.number()]) })),
})

/** GET /api/expert/works/:cipher */
export const expertWork = z.object({
  cipher: z.string(), title: z.string(), variant: z.string().nullable(), state: z.enum(['open', 'submitted']),
  tasks: z.array(expertTask), pages: z.array(expertPage), nextCipher: z.string().nullable(),
})
export type ExpertWork = z.infer<typeof expertWork>

/** PUT /api/expert/works/:cipher/scores: one score; `key` is made by the browser, sending it again changes nothing. */
export const putScore = z.object({ key: z.string().min(8).max(64), task: z.string(), score: z.string().max(4) })
export const savedScore = z.object({ task: z.string(), score: z.string(), graded: z.number() })
export type SavedScore = z.infer<typeof savedScore>

/** POST /api/expert/works/:cipher/submit: refuses while a task has no score. POST …/flags: something is wrong with the work. */
export const submitAnswer = z.object({ nextCipher: z.string().nullable() })
export const flagWork = z.object({ kind: z.enum(['unreadable', 'page-missing', 'personal-data', 'not-this-work']), note: z.string().max(500) })

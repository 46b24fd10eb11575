import { z } from 'zod'

/** The expert's desk: nothing here may say or hint at school, class, pupil, code or original score. */

/** GET /api/expert/queue: the own works by heap (one form), in the order of the draw's shuffle. */
export const expertQueue = z.object({
  batches: z.array(z.object({
    /** The form's id: names the heap. Practice works stand first and are not counted. */
    id: z.string(), title: z.string(), total: z.number(), submitted: z.number(),
    /** Not handed in yet and every task has a score. */
    complete: z.number(),
    works: z.array(z.object({ cipher: z.string(), state: z.enum(['open', 'submitted']), graded: z.number(), tasks: z.number(), third: z.boolean(), later: z.boolean(), practice: z.boolean() })),
    /** The marking is stopped: in words. */
    stopped: z.string().nullable(),
  })),
  /** The last moment for scores, ISO; null when the campaign sets none. `overdue`: it has passed by the server's clock. What is complete can still be handed in. */
  deadline: z.string().nullable(), overdue: z.boolean(),
  pace: z.object({
    /** Works with a score given today. */
    worksToday: z.number(),
    /** Of the own works with a score for every task, breaks left out; null before the third. */
    medianSeconds: z.number().nullable(),
    /** Seconds of the works in the order of finishing, the newest last. */
    seconds: z.array(z.number()),
  }),
})
export type ExpertQueue = z.infer<typeof expertQueue>
export type ExpertBatch = ExpertQueue['batches'][number]

const share = z.number().min(0).max(1)

export const expertTask = z.object({ id: z.string(), maxScore: z.number(), score: z.string().nullable(), comment: z.string() })
export const expertPage = z.object({
  imageUrl: z.string(), widthPx: z.number(), heightPx: z.number(), number: z.number(),
  /** Where the answers to which tasks stand, px of the image. */
  answers: z.array(z.object({ tasks: z.array(z.string()), boxPx: z.tuple([z.number(), z.number(), z.number(), z.number()]) })),
  /** Notes on the page, their places as shares of its width and height. */
  notes: z.array(z.object({ note: z.string(), x: share, y: share, text: z.string() })),
})

/** GET /api/expert/works/:cipher */
export const expertWork = z.object({
  cipher: z.string(), batch: z.string(), title: z.string(), variant: z.string().nullable(), state: z.enum(['open', 'submitted']), later: z.boolean(),
  /** A work to practise on; once handed in, `agreed` shows what the commission gave. */
  practice: z.boolean(), agreed: z.object({ scores: z.record(z.string(), z.string()), note: z.string() }).nullable(),
  /** What the other experts gave, when the campaign shows it and the third has handed in. */
  others: z.array(z.object({ round: z.number(), scores: z.record(z.string(), z.string()) })),
  tasks: z.array(expertTask), pages: z.array(expertPage),
})
export type ExpertWork = z.infer<typeof expertWork>

/** GET /api/expert/batches/:batch/criteria: the criteria of each variant as pictures; `tasks` says on which page a task's stand. */
export const expertCriteria = z.object({
  variants: z.array(z.object({ variant: z.string(), tasks: z.record(z.string(), z.number()), pages: z.array(z.object({ imageUrl: z.string(), widthPx: z.number(), heightPx: z.number(), number: z.number() })) })),
})
export type ExpertCriteria = z.infer<typeof expertCriteria>

const key = z.string().min(8).max(64)

/**
 * PUT /api/expert/works/:cipher/scores: one score, empty takes it back; `key` is made by the browser, sending it again changes nothing. `madeAt`: when it was typed by
 * the device's clock; a score that comes after the deadline is taken when it was typed before it, and is marked so.
 */
export const putScore = z.object({ key, task: z.string(), score: z.string().max(4), madeAt: z.iso.datetime({ offset: true }).optional() })
export const savedScore = z.object({ task: z.string(), score: z.string() })
export type SavedScore = z.infer<typeof savedScore>

/** PUT /api/expert/works/:cipher/remarks: a comment on a task, a note on a page or «вернуться позже»; an empty text takes it back. */
export const putRemark = z.object({
  key,
  about: z.discriminatedUnion('type', [
    z.object({ type: z.literal('later') }),
    z.object({ type: z.literal('task'), task: z.string() }),
    z.object({ type: z.literal('page'), page: z.int().min(1).max(99), note: z.string().min(1).max(40), x: share, y: share }),
  ]),
  text: z.string().max(1000),
})
export type PutRemark = z.infer<typeof putRemark>

/** POST /api/expert/works/:cipher/submit hands one work in, POST /api/expert/batches/:batch/submit all of the heap whose tasks all have a score. */
export const submitAnswer = z.object({ submitted: z.number(), left: z.number() })
/** POST …/flags: something is wrong with the work. */
export const flagWork = z.object({
  kind: z.enum(['unreadable', 'page-missing', 'personal-data', 'not-this-work']), note: z.string().max(500),
  /** The page of the form on which it was seen. `personal-data` takes it from everybody until it is hidden; without it, all pages of the work. */
  page: z.number().int().optional(),
})

import { z } from 'zod'

/** GET /api/municipality/retention, GET /api/chair/retention: until when pictures are kept, what would go, and who wanted it. */
export const retentionView = z.object({
  days: z.number(),
  /** The last scan's time plus these days; null without scans. */
  keptUntil: z.string().nullable(),
  pictures: z.object({ scans: z.number(), pages: z.number(), blind: z.number(), crops: z.number() }), signed: z.number(),
  /** Why nothing can be erased now; empty when it can be asked for. */
  obstacles: z.array(z.string()),
  request: z.object({ id: z.string(), pictures: z.number(), askedBy: z.string(), askedAt: z.string(), state: z.enum(['waits', 'refused', 'erasing', 'erased', 'failed']), erasedAt: z.string().nullable() }).nullable(),
})
export type RetentionView = z.infer<typeof retentionView>

/** GET /api/chair/retention/asked: whether an erasure waits for the chair's word. */
export const erasureAsked = z.object({ asked: z.boolean() })
export type ErasureAsked = z.infer<typeof erasureAsked>

/** POST /api/chair/retention/:id */
export const erasureAnswer = z.object({ answer: z.enum(['confirmed', 'refused']) })

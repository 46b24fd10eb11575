import { z } from 'zod'

/** POST /api/login, GET /api/me, POST /api/logout. Changing requests carry `x-csrf-token`. */
export const loginRequest = z.object({ login: z.string().min(1).max(100), password: z.string().min(1).max(200) })
export const me = z.object({ name: z.string(), role: z.enum(['school', 'expert', 'chair', 'municipality']), placeName: z.string(), csrfToken: z.string(),
  /** What must be done before the desk opens, at the first login. */
  firstSteps: z.array(z.enum(['password', 'conflicts'])) })
export type Me = z.infer<typeof me>

/** Every refusal: what happened and what to do, in Russian. */
export const apiError = z.object({ error: z.string(), code: z.string() })
export type ApiError = z.infer<typeof apiError>

/** GET /api/events (server-sent): `changed` whenever something of the own desk changed; the page then asks again. */
export const liveEvent = z.object({ type: z.literal('changed') })

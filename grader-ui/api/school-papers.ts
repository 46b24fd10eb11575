import { z } from 'zod'

/** What stands beside the works at the school's desk: papers, keys for programs, the second entry of automatic reads. */

/** GET /api/v1/files, for programs with a key. */
export const uploadStatus = z.object({
  files: z.array(z.object({ name: z.string(), sizeBytes: z.number(), state: z.enum(['waiting', 'opening', 'opened', 'refused']), problem: z.string().nullable(), pageCount: z.number().nullable(), pagesDone: z.number() })),
})

/** GET /api/school/keys; POST makes one, which is shown once; DELETE /api/school/keys/:id revokes it. */
export const apiKeys = z.object({ keys: z.array(z.object({ id: z.string(), name: z.string(), createdAt: z.string() })) })
export type ApiKeys = z.infer<typeof apiKeys>
export const newApiKeyName = z.object({ name: z.string().trim().min(1).max(100) })
export const newApiKey = z.object({ key: z.string() })

/** GET /api/school/papers; POST /api/school/papers?kind=…&form=…&variant=… (multipart, one `file`); GET and DELETE /api/school/papers/:id. */
export const papers = z.object({
  papers: z.array(z.object({
    id: z.string(), kind: z.enum(['criteria', 'letter', 'audio']), formId: z.string().nullable(), variant: z.string().nullable(), name: z.string(), sizeBytes: z.number(), at: z.string(), url: z.string(),
  })),
})
export type Papers = z.infer<typeof papers>

/** GET /api/school/verification: a value to enter a second time, blind, and the error rate measured so far; POST answers it. */
export const verification = z.object({
  /** Values that count as they were read. */
  automatic: z.number(),
  /** Shares from 0 to 1 with the exact 95 % interval; null before the first answer. */
  rate: z.object({ checked: z.number(), wrong: z.number(), rate: z.number(), low: z.number(), high: z.number() }).nullable(),
  next: z.object({
    pageId: z.string(), field: z.enum(['score', 'total', 'mark']), task: z.string().nullable(), box: z.number().nullable(), maxScore: z.number().nullable(), formTitle: z.string(),
    imageUrl: z.string(), widthPx: z.number(), heightPx: z.number(), cropPx: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  }).nullable(),
})
export type Verification = z.infer<typeof verification>
export const verificationAnswer = z.object({ pageId: z.string(), field: z.enum(['score', 'total', 'mark']), task: z.string().nullable(), box: z.number().nullable(), value: z.string().max(20) })

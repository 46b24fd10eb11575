import { z } from 'zod'

/** The scores of one work as one hand gave them: task id of the form → score, with the total and mark that were written. */
export const workScores = z.object({
  scores: z.record(z.string(), z.string()),
  total: z.string().nullable(),
  mark: z.string().nullable(),
})
export type WorkScores = z.infer<typeof workScores>

/** A work as the draw knows it: nothing but what decides who may grade it. */
export const drawWork = z.object({ id: z.string(), school: z.string(), subject: z.string(), grade: z.int(), class: z.string().optional() })
export type DrawWork = z.infer<typeof drawWork>

/** An expert as the draw knows him. `conflicts` name schools or other experts. */
export const drawExpert = z.object({
  id: z.string(), school: z.string(), subjects: z.array(z.string()), years: z.int(),
  cap: z.int().min(0).optional(), otherSchools: z.array(z.string()), conflicts: z.array(z.string()),
})
export type DrawExpert = z.infer<typeof drawExpert>

/** One expert grades one work; rounds count from 1 (1 and 2 are the independent gradings, 3 the third expert). */
export const assignment = z.object({ work: z.string(), expert: z.string(), round: z.int().min(1) })
export type Assignment = z.infer<typeof assignment>

/** One score that one expert gave. */
export const recheckScore = z.object({ work: z.string(), expert: z.string(), task: z.string(), score: z.string() })
export type RecheckScore = z.infer<typeof recheckScore>

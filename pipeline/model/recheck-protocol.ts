import { z } from 'zod'
import type { WorkComparison } from './verdict.ts'

const line = z.string().trim().min(1).max(300)
const score = z.string().max(8)

const taskVerdict = z.discriminatedUnion('type', [
  z.object({ type: z.literal('agreed'), task: line, original: score, recheck: score }),
  z.object({ type: z.literal('overstated'), task: line, original: score, recheck: score, points: z.number() }),
  z.object({ type: z.literal('understated'), task: line, original: score, recheck: score, points: z.number() }),
  z.object({ type: z.literal('missing'), task: line, original: score.nullable(), recheck: score.nullable() }),
])

/** A row of the protocol as it comes back from storage; the same shape as `WorkComparison`. */
export const workComparison: z.ZodType<WorkComparison> = z.object({
  workCipher: z.string().max(64),
  participantCode: z.string().max(20),
  variant: z.string().max(20).nullable(),
  tasks: z.array(taskVerdict),
  originalTotal: z.number().nullable(),
  recheckTotal: z.number().nullable(),
  originalMark: z.string().max(20).nullable(),
  recheckMark: z.string().max(20).nullable(),
  markChanged: z.boolean(),
  causes: z.array(z.enum(['marking', 'arithmetic', 'copying', 'misread'])),
  /** Free words; a row must fit on one page. */
  note: z.string().max(400),
})

/** A member of the subject commission, by name and, where wanted, position. A name alone is taken too. */
export const person = z.union([line.transform((name): Person => ({ name })), z.object({ name: line, position: line.optional() })])
export interface Person { readonly name: string; readonly position?: string | undefined }

/** `Иванова Мария Петровна, учитель физики`. */
export const nameAndPosition = ({ name, position }: Person): string => position === undefined ? name : `${name}, ${position}`

/** A calendar day, `2026-05-12`. */
export const calendarDay = z.iso.date()

/** The recheck protocol of one school in one subject and grade: everything that is printed on it and nothing else. */
export const recheckProtocol = z.object({
  /** The protocol's number in the commission's register; null: a place to write it by hand. */
  number: line.nullable(),
  date: calendarDay,
  municipality: line,
  school: line,
  subject: line,
  grade: z.int().min(1).max(11),
  /** The work's title as printed on its form. */
  formTitle: line,
  campaign: line.nullable(),
  /** The order that appointed the commission. */
  order: line.nullable(),
  tasks: z.array(z.object({ id: line, maxScore: z.int().min(1) })).min(1).readonly(),
  /** How many works the school's participants wrote: what the rechecked ones were drawn from. */
  worksTotal: z.int().min(0),
  works: z.array(workComparison).readonly(),
  /** On how many works and tasks a third expert decided. */
  thirdExpert: z.object({ works: z.int().min(0), tasks: z.int().min(0) }).nullable(),
  commission: z.object({ chair: person, members: z.array(person).readonly() }),
  /** The signed checkpoint of the audit log (C2SP note) at the moment of approval; null when there is no log. */
  checkpoint: z.string().max(2000).nullable(),
})
export type RecheckProtocol = z.output<typeof recheckProtocol>

import { z } from 'zod'

/** `[x, y, width, height]` in millimetres from the top left corner of the printed page. */
export const boxMm = z.tuple([z.number(), z.number(), z.number().positive(), z.number().positive()])
export type BoxMm = z.infer<typeof boxMm>

const taskId = z.string().min(1).max(20)

export const field = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('header'), box: boxMm }),
  z.object({ kind: z.literal('code'), box: boxMm, cells: z.int().min(1).max(20).optional() }),
  z.object({ kind: z.literal('barcode'), box: boxMm }),
  z.object({ kind: z.literal('score'), task: taskId, box: boxMm }),
  z.object({ kind: z.literal('total'), box: boxMm }),
  z.object({ kind: z.literal('mark'), box: boxMm }),
  z.object({ kind: z.literal('answer'), tasks: z.array(taskId).min(1), box: boxMm }),
  z.object({ kind: z.literal('redact'), box: boxMm, why: z.string() }),
])
export type Field = z.infer<typeof field>
export type ScoreField = Extract<Field, { kind: 'score' }>

const blankPage = z.object({ file: z.string().min(1), page: z.int().min(1) })

export const formPage = z.object({
  number: z.int().min(1),
  /** As the first variant prints it: pages are found by it. */
  blank: blankPage,
  /** By variant: as the others print it, with the fields in the same places. */
  variantBlanks: z.record(z.string().min(1), blankPage).optional(),
  fields: z.array(field),
})
export type FormPage = z.infer<typeof formPage>

export const task = z.object({ id: taskId, maxScore: z.int().min(1).max(99), criterion: z.string().optional() })
export type Task = z.infer<typeof task>

/** The form file, version 1: what the printed pages of one work look like. A promise to users: extend, never break. */
export const formSchema = z.object({
  formVersion: z.literal(1),
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string().min(1),
  subject: z.string().min(1),
  grade: z.int().min(1).max(11),
  year: z.int().optional(),
  variants: z.array(z.string().min(1)).default([]),
  pageSizeMm: z.tuple([z.number().positive(), z.number().positive()]).default([210, 297]),
  code: z.object({ digits: z.int().min(1).max(20) }).default({ digits: 5 }),
  tasks: z.array(task).min(1),
  markBorders: z.object({ 3: z.int(), 4: z.int(), 5: z.int() }).optional(),
  pages: z.array(formPage).min(1),
})
export type Form = z.infer<typeof formSchema>

/** The empty pages of a form page, the first variant's first, as the form names them. */
export const blanksOf = ({ blank, variantBlanks }: Pick<FormPage, 'blank' | 'variantBlanks'>): readonly { readonly file: string; readonly page: number }[] => [blank, ...Object.values(variantBlanks ?? {})]

/** The largest total a work can have. */
export const maxTotal = (form: Pick<Form, 'tasks'>): number => form.tasks.reduce((sum, t) => sum + t.maxScore, 0)

/** The mark 2…5 that a total earns by the form's borders; null when the form states none. */
export function markOf(form: Pick<Form, 'markBorders'>, total: number): '2' | '3' | '4' | '5' | null {
  const borders = form.markBorders
  if (!borders) return null
  if (total >= borders[5]) return '5'
  if (total >= borders[4]) return '4'
  return total >= borders[3] ? '3' : '2'
}

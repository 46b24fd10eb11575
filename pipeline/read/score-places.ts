import type { Field, Form, ScoreField } from '../model/form.ts'

/** A score field with its number among the fields of its task and whether it stands in the score table or at the margin. */
export interface ScorePlace { readonly page: number; readonly field: ScoreField; readonly box: number; readonly place: 'table' | 'margin' }

const known = new WeakMap<Form, readonly ScorePlace[]>()

/** All score fields of a form in form order. A field that shares its row with another field's edge is a cell of the table. */
export function scorePlaces(form: Form): readonly ScorePlace[] {
  const before = known.get(form)
  if (before) return before
  const counts = new Map<string, number>()
  const places = form.pages.flatMap((page) => page.fields.filter((field) => field.kind === 'score').map((field): ScorePlace => {
    const box = counts.get(field.task) ?? 0
    counts.set(field.task, box + 1)
    return { page: page.number, field, box, place: page.fields.some((other) => isNeighbour(field, other)) ? 'table' : 'margin' }
  }))
  known.set(form, places)
  return places
}

const TOUCH_MM = 1.5

/** Side by side in one row, sharing an edge. */
function isNeighbour(one: Field, two: Field): boolean {
  if (one === two || !['score', 'total', 'mark'].includes(two.kind)) return false
  const [ax, ay, aw, ah] = one.box
  const [bx, by, bw, bh] = two.box
  const isSameRow = Math.abs(ay - by) < TOUCH_MM && Math.abs(ah - bh) < 2 * TOUCH_MM
  return isSameRow && (Math.abs(ax + aw - bx) < TOUCH_MM || Math.abs(bx + bw - ax) < TOUCH_MM)
}

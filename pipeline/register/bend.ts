import type { Bend } from '../model/registration.ts'

/** How far a point of the straightened page is moved before the homography is applied, px. */
export function bendAt(bend: Bend, x: number, y: number): readonly [dx: number, dy: number] {
  const { columns, dxPx, dyPx } = bend
  const { at, fu, fv } = cellAt(bend, x, y)
  return [mixed(dxPx, at, columns, fu, fv), mixed(dyPx, at, columns, fu, fv)]
}

// Not a closure, and numbers one by one: this runs half a million times a page.
function mixed(field: readonly number[], at: number, columns: number, fu: number, fv: number): number {
  const above = field[at]! + (field[at + 1]! - field[at]!) * fu
  const below = field[at + columns]! + (field[at + columns + 1]! - field[at + columns]!) * fu
  return above + (below - above) * fv
}

/** The node above and to the left of a place, and how far the place lies from it towards the next ones, 0 … 1. Outside, the edge goes on. */
export function cellAt(
  { columns, rows, widthPx, heightPx }: Bend, x: number, y: number,
): { readonly at: number; readonly fu: number; readonly fv: number } {
  const u = Math.min(columns - 1.000001, Math.max(0, (x / widthPx) * (columns - 1)))
  const v = Math.min(rows - 1.000001, Math.max(0, (y / heightPx) * (rows - 1)))
  const c = u | 0, r = v | 0
  return { at: r * columns + c, fu: u - c, fv: v - r }
}

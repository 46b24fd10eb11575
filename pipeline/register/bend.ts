import type { Bend } from '../model/registration.ts'

/** How far a point of the straightened page is moved before the homography is applied, px. */
export function bendAt({ columns, rows, widthPx, heightPx, dxPx, dyPx }: Bend, x: number, y: number): readonly [dx: number, dy: number] {
  const u = Math.min(columns - 1.000001, Math.max(0, (x / widthPx) * (columns - 1))), v = Math.min(rows - 1.000001, Math.max(0, (y / heightPx) * (rows - 1)))
  const c = u | 0, r = v | 0, fu = u - c, fv = v - r
  const at = r * columns + c
  const mix = (field: readonly number[]): number => {
    const above = field[at]! + (field[at + 1]! - field[at]!) * fu, below = field[at + columns]! + (field[at + columns + 1]! - field[at + columns]!) * fu
    return above + (below - above) * fv
  }
  return [mix(dxPx), mix(dyPx)]
}

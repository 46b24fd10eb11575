import type { Bend } from '../model/registration.ts'
import { bendAt, cellAt } from './bend.ts'
import { median } from './fit-map.ts'
import { solveLinear } from './solve-linear.ts'

/** How far a place of the page lies from where the map puts it, straightened px. */
export interface Displacement {
  readonly x: number
  readonly y: number
  readonly dx: number
  readonly dy: number
  readonly weight: number
}

const COLUMNS = 8
const ROWS = 10
/** Weight of a bent field against one patch that lies off: a sheet bends over centimetres, not over millimetres. */
const STIFFNESS = 0.2
const ROUNDS = 3
const TUKEY = 4.685

/**
 * The smooth field of displacements that most patches agree on: nodes with bilinear interpolation, second differences held small
 * (a discrete thin plate), Tukey's biweight against wrong patches. Null with too few.
 */
export function fitBend({ displacements, widthPx, heightPx }: {
  displacements: readonly Displacement[]; widthPx: number; heightPx: number
}): Bend | null {
  if (displacements.length < 20) return null
  const empty: Bend = { columns: COLUMNS, rows: ROWS, widthPx, heightPx, dxPx: [], dyPx: [] }
  const spread = displacements.map((d) => spreadOver(empty, d.x, d.y))
  const weights = Float64Array.from(displacements, (d) => d.weight)
  let bend: Bend | null = null
  for (let round = 0; round < ROUNDS; round++) {
    const normal = stiffness()
    const rightX = new Float64Array(COLUMNS * ROWS), rightY = new Float64Array(COLUMNS * ROWS)
    displacements.forEach((d, i) => {
      const w = weights[i]!
      for (const [a, share] of spread[i]!) {
        for (const [b, other] of spread[i]!) normal[a * COLUMNS * ROWS + b] = normal[a * COLUMNS * ROWS + b]! + w * share * other
        rightX[a] = rightX[a]! + w * share * d.dx
        rightY[a] = rightY[a]! + w * share * d.dy
      }
    })
    const dxPx = solveLinear(normal, rightX), dyPx = solveLinear(normal, rightY)
    if (!dxPx || !dyPx) return null
    bend = { ...empty, dxPx: [...dxPx], dyPx: [...dyPx] }
    const off = residuals(bend, displacements)
    const reach = TUKEY * Math.max(0.3, 1.48 * median(off))
    displacements.forEach((d, i) => {
      const t = off[i]! / reach
      weights[i] = t < 1 ? d.weight * (1 - t * t) ** 2 : 0
    })
  }
  return bend
}

/** Distance of each displacement from what the field says, px. */
export function residuals(bend: Bend, displacements: readonly Displacement[]): Float64Array {
  return Float64Array.from(displacements, (d) => {
    const [dx, dy] = bendAt(bend, d.x, d.y)
    return Math.hypot(d.dx - dx, d.dy - dy)
  })
}

/** The four nodes around a place and their shares. */
function spreadOver(bend: Bend, x: number, y: number): readonly (readonly [node: number, share: number])[] {
  const { columns } = bend
  const { at, fu, fv } = cellAt(bend, x, y)
  return [[at, (1 - fu) * (1 - fv)], [at + 1, fu * (1 - fv)], [at + columns, (1 - fu) * fv], [at + columns + 1, fu * fv]]
}

/** Squares of all second differences along rows, columns and across, as a matrix; a hair of weight on each node keeps it regular. */
function stiffness(): Float64Array {
  const n = COLUMNS * ROWS
  const matrix = new Float64Array(n * n)
  const add = (terms: readonly (readonly [node: number, factor: number])[], weight: number): void => {
    for (const [a, p] of terms) for (const [b, q] of terms) matrix[a * n + b] = matrix[a * n + b]! + weight * p * q
  }
  for (let r = 0; r < ROWS; r++) {
    for (let c = 0; c < COLUMNS; c++) {
      const at = r * COLUMNS + c
      matrix[at * n + at] = matrix[at * n + at]! + 1e-3
      if (c > 0 && c < COLUMNS - 1) add([[at - 1, 1], [at, -2], [at + 1, 1]], STIFFNESS)
      if (r > 0 && r < ROWS - 1) add([[at - COLUMNS, 1], [at, -2], [at + COLUMNS, 1]], STIFFNESS)
      if (c > 0 && r > 0) add([[at, 1], [at - 1, -1], [at - COLUMNS, -1], [at - COLUMNS - 1, 1]], STIFFNESS)
    }
  }
  return matrix
}

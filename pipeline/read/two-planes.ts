import type { FieldInk } from './field-ink.ts'

/** Which piece of a field is drawn, and how: `left` and `top` of the drawing in the field, px; one pixel of the drawing stands for `scaleX` × `scaleY` of the field. */
export interface Drawing {
  /** Whose each pixel of the field is; those that are `own` are the piece itself. */
  readonly owners: Uint16Array
  readonly own: number
  /** Darkness is multiplied by this. */
  readonly strength: number
  readonly left: number
  readonly top: number
  readonly scaleX: number
  readonly scaleY: number
  readonly width: number
  readonly height: number
}

/** What a network sees: 2 × `height` × `width` bytes, first the piece's own ink, then all that stands around it, other ink full and print half as dark. */
export function twoPlanes({ width: wide, height: high, ink, print }: FieldInk, { owners, own, strength, left, top, scaleX, scaleY, width, height }: Drawing): Uint8Array {
  const planes = new Uint8Array(2 * width * height)
  const stepsX = Math.max(1, Math.ceil(scaleX)), stepsY = Math.max(1, Math.ceil(scaleY))
  const stepX = scaleX / stepsX, stepY = scaleY / stepsY
  const samples = stepsX * stepsY
  for (let v = 0, out = 0; v < height; v++) for (let u = 0; u < width; u++, out++) {
    let mine = 0
    let others = 0
    for (let b = 0; b < stepsY; b++) {
      const y = Math.floor(top + v * scaleY + (b + 0.5) * stepY)
      if (y < 0 || y >= high) continue
      for (let a = 0; a < stepsX; a++) {
        const x = Math.floor(left + u * scaleX + (a + 0.5) * stepX)
        if (x < 0 || x >= wide) continue
        const i = y * wide + x
        const dark = Math.min(255, (ink[i] ?? 0) * strength)
        if (owners[i] === own) mine += dark
        else others += Math.max((print[i] ?? 0) >> 1, dark)
      }
    }
    planes[out] = Math.round(mine / samples)
    planes[width * height + out] = Math.round(others / samples)
  }
  return planes
}

/** The first index up to which `counts` hold at least `share` of what they count; the last when they hold less. */
export function indexOfShare(counts: Uint32Array, share: number): number {
  let seen = 0
  for (let i = 0; i < counts.length; i++) {
    seen += counts[i] ?? 0
    if (seen >= share) return i
  }
  return counts.length - 1
}

/** What makes the ink of some pixels fully dark: its 80 % quantile counts as full, faint traces are not blown up. */
export function inkStrength(pixels: readonly number[], ink: Uint8Array): number {
  const histogram = new Uint32Array(256)
  for (const i of pixels) histogram[ink[i] ?? 0]!++
  return 255 / Math.max(30, indexOfShare(histogram, pixels.length * 0.8))
}

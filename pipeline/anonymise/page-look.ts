import type { Nib } from './draw-nib.ts'

/** How a page is drawn anew, where that is left to chance. */
export interface PageLook {
  readonly nib: Nib
  /** So dark, against letters themselves, the paper beside them is made before ink is asked for. */
  readonly softness: number
  /** A stroke ends where it is so far from its own darkest px to paper. */
  readonly edge: number
}

const SIDES: Nib = [[1, 0], [-1, 0], [0, 1], [0, -1]]
const SOFTNESS = { least: 0.2, most: 0.34 } as const, EDGE = { least: 0.5, most: 0.7 } as const

/** No chance in it: for studies of one thing. */
export const PLAIN_LOOK: PageLook = { nib: [], softness: 0.26, edge: 0.5 }

/**
 * Draws lots for a page's look from `secret`, which no expert can know: the SHA-256 of its scan, so that a page made again is the same. Whatever is done to even them, a
 * soft scanner's strokes come out a little wider and smoother than a sharp one's; so each page gets more of either than that by chance, and its width and softness say little about its scanner.
 */
export function lookOf(secret: Uint8Array): PageLook {
  const [count = 0, sides = 0, softness = 0, edge = 0] = secret
  const first = sides & 3, further = 1 + (sides >> 2) % 3
  return {
    nib: [SIDES[first]!, SIDES[(first + further) & 3]!].slice(0, count % 3),
    softness: SOFTNESS.least + ((SOFTNESS.most - SOFTNESS.least) * softness) / 255, edge: EDGE.least + ((EDGE.most - EDGE.least) * edge) / 255,
  }
}

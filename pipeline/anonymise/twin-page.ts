import { createHash } from 'node:crypto'
import { encodeJpeg } from '../image/codec.ts'
import type { Raster } from '../model/raster.ts'

/** Moves of the twin, px: small enough for every box to stay where it is, and never none. */
const MOVES = [[-2, -1], [-1, 2], [1, -2], [2, 1], [-2, 2], [1, 1], [-1, -1], [2, -2]] as const
const QUALITIES = [77, 78, 79, 81, 82, 83] as const

/** How far a picture lies from where the page lay: px to the right and down. */
export type Move = readonly [right: number, down: number]

/**
 * A blind page as another picture of itself: moved by a pixel or two and encoded anew at another quality, so that a work which an expert gets a second time has no
 * byte, no pixel and no size of the first. Follows from the page alone. `certifyTwin` says whether it may be shown.
 */
export async function twinPage({ bytes, image }: {
  /** The page as it is served, and the picture that a browser makes of it. */
  readonly bytes: Uint8Array; readonly image: Raster
}): Promise<{ readonly bytes: Uint8Array; readonly movedPx: Move }> {
  const dice = createHash('sha256').update('twin').update(bytes).digest()
  const movedPx = MOVES[dice[0]! % MOVES.length]!
  return { bytes: await encodeJpeg(moved(image, movedPx), QUALITIES[dice[1]! % QUALITIES.length]!), movedPx }
}

/** The page moved right and down; what comes in at the edges is white. */
export function moved(page: Raster, [right, down]: Move): Raster {
  const { width, height, channels } = page
  const data = new Uint8Array(page.data.length).fill(255)
  const row = (width - Math.abs(right)) * channels
  for (let y = Math.max(0, down); y < Math.min(height, height + down); y++) {
    const from = ((y - down) * width + Math.max(0, -right)) * channels
    data.set(page.data.subarray(from, from + row), (y * width + Math.max(0, right)) * channels)
  }
  return { ...page, data }
}

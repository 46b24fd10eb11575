import { INK, type EvenedScan } from './ink-colours.ts'

/** Colours that no pupil writes in, and the channel in which such ink is light. */
const CHANNEL = { red: 0, green: 1 } as const
export type TeacherColour = keyof typeof CHANNEL

/** How far from coloured pixels the ink's pale rim reaches, px of the half-size scan. */
const RIM_PX = 3
/** A pixel with fewer coloured neighbours than this, itself included, is the scan's colour noise. */
const LEAST_NEIGHBOURS = 3
/** Under the colour, what is darker in the ink's own channel than this share of its median there is another pen or print. */
const OTHER_PEN = 0.62

/** The ink of one colour that is to be taken off a page. */
export interface TakenInk {
  /** Half-size: 1 where the ink or its rim is. */
  readonly mask: Uint8Array
  /** Half-size: 1 where the colour itself is seen. */
  readonly ownColour: Uint8Array
  readonly width: number
  readonly height: number
  /** Coloured px of the half-size scan, without the rim. */
  readonly count: number
  /** The channel whose light this ink lets through, and the level (paper is at 250) below which something else lies under it. */
  readonly channel: 0 | 1
  readonly limit: number
}

/** Finds the ink of one colour with its rim. */
export function inkOfColour(evened: EvenedScan, colour: TeacherColour): TakenInk {
  const { width, height, inks } = evened
  const wanted = INK[colour]
  const found = new Uint8Array(inks.length)
  for (let i = 0; i < inks.length; i++) if (inks[i] === wanted) found[i] = 1
  const mask = new Uint8Array(width * height)
  let count = 0
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1, i = y * width + 1; x < width - 1; x++, i++) {
      if (found[i] === 0) continue
      const neighbours = found[i - width - 1]! + found[i - width]! + found[i - width + 1]! + found[i - 1]! + 1 + found[i + 1]!
        + found[i + width - 1]! + found[i + width]! + found[i + width + 1]!
      if (neighbours < LEAST_NEIGHBOURS) continue
      count++
      const fromX = Math.max(0, x - RIM_PX), toX = Math.min(width, x + RIM_PX + 1)
      for (let v = Math.max(0, y - RIM_PX); v <= Math.min(height - 1, y + RIM_PX); v++) mask.fill(1, v * width + fromX, v * width + toX)
    }
  }
  return { mask, ownColour: found, width, height, count, channel: CHANNEL[colour], limit: count === 0 ? 0 : OTHER_PEN * medianLevel(evened, colour) }
}

/** Half of the ink's pixels are darker than this in its own channel. */
function medianLevel({ data, inks }: EvenedScan, colour: TeacherColour): number {
  const histogram = new Uint32Array(256)
  let count = 0
  for (let i = 0; i < inks.length; i++) {
    if (inks[i] !== INK[colour]) continue
    histogram[data[3 * i + CHANNEL[colour]]!]!++
    count++
  }
  let below = 0
  for (let level = 0; level < 256; level++) {
    below += histogram[level]!
    if (below * 2 >= count) return level
  }
  return 255
}

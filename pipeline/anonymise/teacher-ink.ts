import { INK, type EvenedScan } from './ink-colours.ts'

/** Colours that no pupil writes in, and the channel in which such ink is light. */
export const CHANNEL = { red: 0, green: 1 } as const
export type TeacherColour = keyof typeof CHANNEL

/** How far from coloured pixels the ink's pale rim reaches, px of the half-size scan. */
const RIM_PX = 2
/** A pixel with fewer coloured neighbours than this, itself included, is the scan's colour noise. */
const LEAST_NEIGHBOURS = 3
/** Of the ink's px in the score boxes this share is its core, which blur has not paled. On the page more: what crosses it is among them. */
const CORE_SHARE = 0.15, CORE_SHARE_ON_PAGE = 0.25
/** Ink px in the score boxes, at half size, from which they tell how dark it is. */
const LEAST_IN_BOXES = 12

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
  /** The channel whose light this ink lets through, and how dark its core is there (paper is at 250). */
  readonly channel: 0 | 1
  readonly core: number
}

/** Where a px of the page, `width` px wide, stands in the ink's half-size masks. */
export const inHalfSize = (taken: Pick<TakenInk, 'width' | 'height'>, at: number, width: number): number =>
  Math.min(taken.height - 1, Math.floor(at / width) >> 1) * taken.width + Math.min(taken.width - 1, (at % width) >> 1)

/** Finds the ink of one colour with its rim. `levelsInBoxes`: how many px of the ink in the score boxes, where only the teacher wrote, have each level in its own channel. */
export function inkOfColour(evened: EvenedScan, colour: TeacherColour, levelsInBoxes: Uint32Array): TakenInk {
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
  return { mask, ownColour: found, width, height, count, channel: CHANNEL[colour], core: coreLevel(levelsInBoxes, CORE_SHARE, LEAST_IN_BOXES) ?? coreLevel(levelsOnPage(evened, colour), CORE_SHARE_ON_PAGE, 0) ?? 0 }
}

function levelsOnPage({ data, inks }: EvenedScan, colour: TeacherColour): Uint32Array {
  const levels = new Uint32Array(256)
  for (let i = 0; i < inks.length; i++) if (inks[i] === INK[colour]) levels[data[3 * i + CHANNEL[colour]]!]!++
  return levels
}

/** The given share of px is as dark as this or darker; null where there are fewer px. */
function coreLevel(levels: Uint32Array, share: number, least: number): number | null {
  const count = levels.reduce((sum, one) => sum + one, 0)
  if (count < least || count === 0) return null
  let level = 0
  for (let below = levels[0]!; below < share * count; below += levels[level]!) level++
  return level
}

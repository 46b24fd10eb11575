import type { Raster } from '../model/raster.ts'
import { PAPER } from './ink-colours.ts'
import { BLOCK, type PaperLevels } from './paper-level.ts'
import type { TakenInk } from './teacher-ink.ts'

/** Fainter than this share of the way from print to paper is paper: the paper's grain, and what shines through from behind. */
const WHITE_SHARE = 0.79
/** Print as black as this is made fully black; used where a page has too little print to tell its own. */
const USUAL_BLACK = 60, MOST_BLACK = 130
/** On the blank: surely print; such px of a scan are black but for their brightest tenth. */
const PRINT_BELOW = 60
const BLACK_SHARE = 0.9
const LEAST_PRINT = 300
/** Under the teacher's ink, what is darker than this share of the ink's core, in the channel whose light the ink lets through, is another pen or print. */
const OTHER_PEN = 0.75
/** What shows through the teacher's ink is drawn at least this dark. */
const CROSSING = 90

/** A page in grey on white paper; `kept` marks pixels that show through the teacher's ink, as another pen or print does (null: nothing was taken). */
export interface WhitePage { readonly raster: Raster & { readonly channels: 1 }; readonly kept: Uint8Array | null }

/**
 * The page as every page looks to experts, whatever scanner it came from: grey, white paper without shadows, tint and grain, print black. So
 * neither colour nor tone nor noise tells one school's pages from another's. `taken` is ink that is left out; where a pen of another colour or print
 * crosses it, that stays: ink lets its own colour's light through, other pens do not. Takes about 40 ms.
 */
export function whitenPage({ scan, blank, paper, taken }: { readonly scan: Raster; readonly blank: Raster; readonly paper: PaperLevels; readonly taken: TakenInk | null }): WhitePage {
  const black = printLevel({ scan, blank, paper })
  const white = black + WHITE_SHARE * (PAPER - black)
  const tone = Uint8Array.from({ length: 256 }, (_, level) => Math.max(0, Math.min(255, Math.round(((level - black) * 255) / (white - black)))))
  const { width, height, channels } = scan
  const data = new Uint8Array(width * height).fill(255)
  if (channels === 1) whitenGrey({ scan, paper, tone, out: data })
  const kept = channels === 3 ? whitenColour({ scan, paper, tone, white, taken, limit: OTHER_PEN * (taken?.core ?? 0), out: data }) : null
  return { raster: { width, height, channels: 1, data }, kept }
}

function whitenGrey({ scan: { width, height, data }, paper: { levels, blocksAcross }, tone, out }: { scan: Raster; paper: PaperLevels; tone: Uint8Array; out: Uint8Array }): void {
  const tables = new Map<number, Uint8Array>()
  const tableOf = (level: number): Uint8Array => {
    const known = tables.get(level) ?? Uint8Array.from({ length: 256 }, (_, one) => tone[Math.min(255, Math.round((one * PAPER) / level))]!)
    tables.set(level, known)
    return known
  }
  for (let y = 0; y < height; y++) {
    const blockRow = Math.floor(y / BLOCK) * blocksAcross
    for (let left = 0; left < width; left += BLOCK) {
      const table = tableOf(levels[0]![blockRow + left / BLOCK]!)
      for (let at = y * width + left, end = y * width + Math.min(width, left + BLOCK); at < end; at++) out[at] = table[data[at]!]!
    }
  }
}

function whitenColour({ scan: { width, height, data }, paper: { levels, blocksAcross }, tone, white, taken, limit, out }: {
  scan: Raster; paper: PaperLevels; tone: Uint8Array; white: number; taken: TakenInk | null; limit: number; out: Uint8Array
}): Uint8Array | null {
  const kept = taken ? new Uint8Array(width * height) : null
  const [red, green, blue] = levels as [Uint8Array, Uint8Array, Uint8Array]
  for (let y = 0; y < height; y++) {
    const blockRow = Math.floor(y / BLOCK) * blocksAcross
    const maskRow = taken ? Math.min(taken.height - 1, y >> 1) * taken.width : 0
    for (let left = 0; left < width; left += BLOCK) {
      const block = blockRow + left / BLOCK
      const scale = [PAPER / red[block]!, PAPER / green[block]!, PAPER / blue[block]!] as const
      const [r, g, b] = [0.299 * scale[0], 0.587 * scale[1], 0.114 * scale[2]]
      const [bareR, bareG, bareB] = [white / scale[0], white / scale[1], white / scale[2]]
      for (let x = left, p = (y * width + left) * 3, end = Math.min(width, left + BLOCK); x < end; x++, p += 3) {
        // Most of a page is bare paper.
        if (data[p + 1]! > bareG && data[p]! > bareR && data[p + 2]! > bareB) continue
        let level = r * data[p]! + g * data[p + 1]! + b * data[p + 2]!
        if (taken && taken.mask[maskRow + Math.min(taken.width - 1, x >> 1)] === 1) {
          const through = data[p + taken.channel]! * scale[taken.channel]
          if (through < limit) { level = Math.min(through, CROSSING); kept![y * width + x] = 1 } else level = PAPER
        }
        out[y * width + x] = tone[level > 255 ? 255 : level | 0]!
      }
    }
  }
  return kept
}

/** How dark this scanner makes black print, on the scale where paper is at 250: every page has print, and nobody's hand decides it. */
function printLevel({ scan, blank, paper: { levels, blocksAcross } }: { scan: Raster; blank: Raster; paper: PaperLevels }): number {
  const histogram = new Uint32Array(256)
  let count = 0
  const middle = scan.channels === 3 ? 1 : 0
  for (let y = 0; y < Math.min(scan.height, blank.height); y += 2) {
    const blockRow = Math.floor(y / BLOCK) * blocksAcross
    for (let x = 0; x < Math.min(scan.width, blank.width); x++) {
      const at = (y * blank.width + x) * blank.channels
      // The core of a stroke: its edges say how sharp the scanner is, not how dark.
      if (blank.data[at]! > PRINT_BELOW || blank.data[at - blank.channels]! > PRINT_BELOW || blank.data[at + blank.channels]! > PRINT_BELOW) continue
      const level = (scan.data[(y * scan.width + x) * scan.channels + middle]! * PAPER) / levels[middle]![blockRow + ((x / BLOCK) | 0)]!
      histogram[Math.min(255, Math.round(level))]!++
      count++
    }
  }
  if (count < LEAST_PRINT) return USUAL_BLACK
  let below = 0
  for (let level = 0; level < MOST_BLACK; level++) {
    below += histogram[level]!
    if (below >= count * BLACK_SHARE) return level
  }
  return MOST_BLACK
}

import type { Grey } from '../image/grey.ts'

/** How much ink each pixel holds against the paper around it: 0 paper … FULL_INK. */
export interface InkMap {
  readonly width: number
  readonly height: number
  readonly data: Float32Array
}

const BLOCK = 8
/** Less than this share of the paper's light missing is paper. */
const PAPER_GRAIN = 0.06
const DARK = 0.35
/** Darker is not more: fine print at 20 dpi is grey, and a pen's broad strokes would drown it. */
export const FULL_INK = 0.3

/**
 * Ink of a small picture (about 20 dpi). Paper is the brightest level in the blocks around, so shadows and tinted paper do not count as
 * ink; the scanner's black margin and the table under a photographed page are taken out: dark that joins the edge of the picture.
 */
export function inkMap({ width, height, data }: Grey): InkMap {
  const paper = paperLevels({ width, height, data })
  const blocksAcross = Math.ceil(width / BLOCK)
  const ink = new Float32Array(width * height)
  for (let y = 0, i = 0; y < height; y++) {
    const row = ((y / BLOCK) | 0) * blocksAcross
    for (let x = 0; x < width; x++, i++) {
      const missing = 1 - data[i]! / paper[row + ((x / BLOCK) | 0)]!
      ink[i] = missing < PAPER_GRAIN ? 0 : missing
    }
  }
  clearFromEdges(ink, width, height)
  for (let i = 0; i < ink.length; i++) if (ink[i]! > FULL_INK) ink[i] = FULL_INK
  return { width, height, data: ink }
}

function paperLevels({ width, height, data }: Grey): Float32Array {
  const across = Math.ceil(width / BLOCK), down = Math.ceil(height / BLOCK)
  const brightest = new Uint8Array(across * down)
  for (let y = 0, i = 0; y < height; y++) {
    const row = ((y / BLOCK) | 0) * across
    for (let x = 0; x < width; x++, i++) {
      const block = row + ((x / BLOCK) | 0)
      if (data[i]! > brightest[block]!) brightest[block] = data[i]!
    }
  }
  const paper = new Float32Array(across * down)
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      let level = 1
      for (let v = Math.max(0, y - 1); v <= Math.min(down - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(across - 1, x + 1); u++) level = Math.max(level, brightest[v * across + u]!)
      }
      paper[y * across + x] = level
    }
  }
  return paper
}

/** Clears dark regions that touch the picture's edge, and their soft rim. */
function clearFromEdges(ink: Float32Array, width: number, height: number): void {
  const stack: number[] = []
  const take = (x: number, y: number): void => {
    if (x < 0 || y < 0 || x >= width || y >= height) return
    const i = y * width + x
    if (ink[i]! < DARK) {
      // The rim between dark and paper is neither: it goes with the dark.
      ink[i] = 0
      return
    }
    ink[i] = 0
    stack.push(i)
  }
  for (let x = 0; x < width; x++) {
    take(x, 0)
    take(x, height - 1)
  }
  for (let y = 0; y < height; y++) {
    take(0, y)
    take(width - 1, y)
  }
  for (let i = stack.pop(); i !== undefined; i = stack.pop()) {
    const x = i % width, y = (i / width) | 0
    take(x - 1, y)
    take(x + 1, y)
    take(x, y - 1)
    take(x, y + 1)
  }
}

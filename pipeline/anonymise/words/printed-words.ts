import { connectedPixels } from '../../image/components.ts'

/** A printed letter is so high, px at 200 dpi: type of 6 to 36 points. */
const LETTER = [6, 90] as const
/** What is lower than this share of a word's highest letter, at its ends, is a quote, a comma or a dash beside it. */
const LOW = 0.5
/** Letters of a word stand no further apart than the first, words of a line no further than the second: shares of the line's usual letter height. */
const LETTER_GAPS = [0.3, 0.5] as const, WORD_GAP = 1.6
/** So many words in a row are looked at as one: «Гимназия № 2». */
const MOST_WORDS = 5
const LEAST_WIDTH = 1.2

/** A rectangle that may hold a printed word or some of them, px. */
export interface WordBox { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number }

/** The places where words may be printed: letters that stand in a line. `mask`: 1 ink. It is used up. */
export function printedWords({ mask, width, height }: { readonly mask: Uint8Array; readonly width: number; readonly height: number }): readonly WordBox[] {
  const letters: WordBox[] = []
  for (const { left, top, right, bottom, px } of connectedPixels({ mask, width, height })) {
    const high = bottom - top + 1
    if (px.length >= 6 && high <= LETTER[1] && right - left < 6 * high + 200) letters.push({ left, top, right, bottom })
  }
  const found = new Map<string, WordBox>()
  for (const line of linesOf(letters)) {
    const heights = line.map(highOf).filter((high) => high >= LETTER[0]).sort((a, b) => a - b)
    const usual = heights[heights.length >> 1]
    if (usual === undefined) continue
    for (const gap of LETTER_GAPS) {
      const words = splitAt(line, gap * usual)
      for (let from = 0; from < words.length; from++) {
        for (let to = from; to < Math.min(words.length, from + MOST_WORDS); to++) {
          const box = trimmed(words.slice(from, to + 1).flat())
          if (box && box.right - box.left >= LEAST_WIDTH * highOf(box) && highOf(box) >= LETTER[0]) found.set(`${box.left} ${box.top} ${box.right} ${box.bottom}`, box)
        }
      }
    }
  }
  return [...found.values()]
}

const highOf = ({ top, bottom }: WordBox): number => bottom - top + 1

/** Letters that overlap in height and stand near, from left to right. */
function linesOf(letters: readonly WordBox[]): readonly (readonly WordBox[])[] {
  const lines: { letters: WordBox[]; top: number; bottom: number; right: number; high: number }[] = []
  for (const letter of [...letters].sort((a, b) => a.left - b.left || a.top - b.top)) {
    let best: (typeof lines)[number] | undefined, most = 0
    for (const line of lines) {
      if (letter.left - line.right > WORD_GAP * Math.max(line.high, highOf(letter))) continue
      const overlap = Math.min(line.bottom, letter.bottom) - Math.max(line.top, letter.top) + 1
      const share = overlap / Math.min(line.bottom - line.top + 1, highOf(letter))
      if (share > 0.5 && share > most) { best = line; most = share }
    }
    if (!best) { lines.push({ letters: [letter], top: letter.top, bottom: letter.bottom, right: letter.right, high: highOf(letter) }); continue }
    best.letters.push(letter)
    best.right = Math.max(best.right, letter.right)
    // The line goes where its last full letters are: sheets lie askew.
    if (highOf(letter) >= 0.6 * best.high) { best.top = Math.round((best.top + letter.top) / 2); best.bottom = Math.round((best.bottom + letter.bottom) / 2); best.high = Math.max(best.high * 0.9, highOf(letter)) }
  }
  return lines.map((line) => line.letters)
}

function splitAt(line: readonly WordBox[], gap: number): readonly (readonly WordBox[])[] {
  const words: WordBox[][] = []
  let right = -Infinity
  for (const letter of line) {
    if (letter.left - right > gap) words.push([letter])
    else words.at(-1)!.push(letter)
    right = Math.max(right, letter.right)
  }
  return words
}

/** The box around a word without what stands low or high at its ends. */
function trimmed(letters: readonly WordBox[]): WordBox | null {
  const highest = Math.max(...letters.map(highOf))
  const isFull = (one: WordBox): boolean => highOf(one) >= LOW * highest
  const first = letters.findIndex(isFull), last = letters.findLastIndex(isFull)
  const own = letters.slice(first, last + 1)
  return own.length === 0 ? null : { left: Math.min(...own.map((one) => one.left)), top: Math.min(...own.map((one) => one.top)), right: Math.max(...own.map((one) => one.right)), bottom: Math.max(...own.map((one) => one.bottom)) }
}

import { greyOf } from '../image/grey.ts'
import type { VariantEvidence } from '../model/evidence.ts'
import type { Raster } from '../model/raster.ts'
import { STRAIGHT_DPI } from '../model/raster.ts'
import { fieldInk, type FieldInk } from './field-ink.ts'
import type { PrintedPlace } from './header.ts'
import { joinParts, type InkPart } from './ink-parts.ts'

/** What is seen around the number, and how far its print may have moved, px at 200 dpi. */
const AROUND_PX = 60
const REACH = { sideMm: 3, upMm: 3, shiftPx: 4 }
const MARGIN_PX = 3
/** A digit is about this wide for its height; a number may have one more than the blank's. */
const DIGIT_WIDTH = 0.7
const MOST_DIGITS = 2
/** Print can hardly be a cross, a dash or a scribble, and hardly a variant that the form does not name. */
const NOT_A_DIGIT = 0.03
const NOT_NAMED = 0.05
const DARK = 128

/** The printed number of a page as digits for the network to look at, from left to right; none where no one or two digits stand. */
export interface VariantDigits { readonly ink: FieldInk; readonly parts: readonly InkPart[] }

/**
 * Takes the variant number out of a straightened page as if a hand had written it on a blank that has none: what is not on the blank is ink. `place` says
 * where the blank has its own number.
 */
export function variantDigits({ straight, blank, place }: { readonly straight: Raster; readonly blank: Raster; readonly place: PrintedPlace }): VariantDigits {
  const area = { left: place.left - AROUND_PX, top: place.top - AROUND_PX, width: place.width + 2 * AROUND_PX, height: place.height + 2 * AROUND_PX }
  const bare: Raster = { ...greyOf(cut(blank, area)), channels: 1 }
  const numberWidth = place.width + freeRight(bare, place)
  erase(bare, { left: AROUND_PX, top: AROUND_PX, width: numberWidth, height: place.height })
  const box = [AROUND_PX - MARGIN_PX, AROUND_PX - MARGIN_PX, numberWidth + 2 * MARGIN_PX, place.height + 2 * MARGIN_PX].map((px) => (px * 25.4) / STRAIGHT_DPI)
  const ink = fieldInk({ straight: cut(straight, area), blank: bare, box: box as [number, number, number, number], reach: REACH })
  const [left, top, width, height] = ink.box
  const inBox = ({ left: l, right: r, top: t, bottom: b }: InkPart): boolean =>
    (l + r) / 2 > left && (l + r) / 2 < left + width && (t + b) / 2 > top && (t + b) / 2 < top + height && b - t + 1 > place.height / 2
  const digits = side(ink.parts.filter(inBox))
  return { ink, parts: digits.length > MOST_DIGITS ? [] : digits }
}

/**
 * The number from what the network says of its digits (in the order of INK_CLASSES, of which the first ten are digits). `variants` are those that the form
 * names. Confidence 0…1; null where nothing stands.
 */
export function variantEvidence(votes: readonly (readonly number[])[], variants: readonly string[]): VariantEvidence {
  if (votes.length === 0) return { value: null, confidence: 0 }
  let numbers = new Map([['', 1]])
  let rest = 1
  for (const digits of votes) {
    const next = new Map<string, number>()
    for (const [text, share] of numbers) for (let digit = 0; digit < 10; digit++) next.set(text + digit, share * (digits[digit] ?? 0))
    numbers = next
    rest *= digits.slice(0, 10).reduce((sum, vote) => sum + vote, 0)
  }
  const weighed = [...numbers].map(([text, share]) => [text, share * (variants.length === 0 || variants.includes(text) ? 1 : NOT_NAMED)] as const)
  const [value, best] = weighed.reduce((a, b) => (b[1] > a[1] ? b : a))
  const all = weighed.reduce((sum, [, share]) => sum + share, 0) + NOT_A_DIGIT * (1 - rest)
  return { value, confidence: best / Math.max(1e-9, all) }
}

/** Parts that stand above one another are one digit. */
function side(parts: readonly InkPart[]): InkPart[] {
  const groups: InkPart[] = []
  for (const part of [...parts].sort((a, b) => a.left - b.left)) {
    const last = groups.at(-1)
    if (last && part.left <= last.right) groups[groups.length - 1] = joinParts([last, part])
    else groups.push(part)
  }
  return groups
}

/** How far right of the number the blank is free, at most one more digit. */
function freeRight({ width, data }: Raster, { width: numberWidth, height }: PrintedPlace): number {
  const most = Math.ceil(DIGIT_WIDTH * height)
  for (let free = MARGIN_PX; free < most + MARGIN_PX; free++) {
    const x = AROUND_PX + numberWidth + free
    for (let y = AROUND_PX; y < AROUND_PX + height; y++) if (data[y * width + x]! < DARK) return Math.max(0, free - 2 * MARGIN_PX)
  }
  return most
}

function erase({ width, data }: Raster, { left, top, width: wide, height }: PrintedPlace): void {
  for (let y = top - MARGIN_PX; y < top + height + MARGIN_PX; y++) data.fill(255, y * width + left - MARGIN_PX, y * width + left + wide + MARGIN_PX)
}

/** A copy of a piece of a page, white beyond its edge. */
function cut(page: Raster, { left, top, width, height }: PrintedPlace): Raster {
  const { channels } = page
  const data = new Uint8Array(width * height * channels).fill(255)
  for (let y = Math.max(0, -top); y < Math.min(height, page.height - top); y++) {
    const from = Math.max(0, left), to = Math.min(page.width, left + width)
    data.set(page.data.subarray(((y + top) * page.width + from) * channels, ((y + top) * page.width + to) * channels), (y * width + from - left) * channels)
  }
  return { width, height, channels, data }
}

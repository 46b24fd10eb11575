import type { FormPage } from '../model/form.ts'
import type { PageFlaw } from '../model/page-flaw.ts'
import { STRAIGHT_DPI, type Raster } from '../model/raster.ts'
import type { Registration } from '../model/registration.ts'
import { apply } from './homography.ts'

/** Paper darker than this (of 255) swallows pencil and pale pens; good scanners give 230 and more. */
const DARK_PAPER = 150
const PAPER_SHARE = 0.8
/** Squares of this side, px, are asked for their mean, one every so many px each way. */
const SQUARE = 8, SQUARE_EVERY = 24
/** Thin strokes are lost below; a little is left for the fit's own error. */
const LEAST_DPI = 145
/** A field may pass the scan's edge by this much before anything of it is lost. */
const EDGE_MM = 1
/** A picture is bilevel when hardly any of its pixels is grey. */
const GREY_SHARE = 0.01
const SAMPLE_STEP = 97
/** Less of the blank's print found again than this: a threshold has eaten thin strokes. */
const PRINT_KEPT = 0.75
const INK = 128

/** What is wrong with the scan of a page; with `matched`, the page it was recognised as. Nothing is said of a page that lies well. */
export function findFlaws({ scan, dpi, matched }: {
  readonly scan: Raster
  /** Of the scan; null when unknown. */
  readonly dpi: number | null
  readonly matched?: { readonly toScan: Extract<Registration, { type: 'matched' }>['toScan']; readonly page: FormPage; readonly straight: Raster; readonly blank: Raster }
}): readonly PageFlaw[] {
  const flaws: PageFlaw[] = []
  if (paperLevel(scan) < DARK_PAPER) flaws.push('too-dark')
  if (matched && isCutOff({ scan, ...matched })) flaws.push('cut-off')
  if (dpi !== null && dpi < LEAST_DPI) flaws.push('low-resolution')
  if (matched && isBilevel(scan) && printKept(matched) < PRINT_KEPT) flaws.push('strokes-lost')
  return flaws
}

/** The level that the brighter part of a page has, in green where it has colours: its paper. */
function paperLevel({ width, height, channels, data }: Raster): number {
  const counts = new Uint32Array(256)
  let squares = 0
  for (let top = 0; top + SQUARE <= height; top += SQUARE_EVERY) {
    for (let left = 0; left + SQUARE <= width; left += SQUARE_EVERY, squares++) {
      let sum = 0
      for (let y = top; y < top + SQUARE; y++) {
        const from = (y * width + left) * channels + (channels >> 1)
        for (let at = from; at < from + SQUARE * channels; at += channels) sum += data[at]!
      }
      counts[Math.round(sum / SQUARE ** 2)]!++
    }
  }
  let seen = 0
  for (let level = 0; level < 256; level++) {
    seen += counts[level]!
    if (squares > 0 && seen >= PAPER_SHARE * squares) return level
  }
  return 255
}

/** Something that is read, or an answer, lies outside of the picture. */
function isCutOff({ scan, toScan, page }: { scan: Raster; toScan: Parameters<typeof apply>[0]; page: FormPage }): boolean {
  const perMm = STRAIGHT_DPI / 25.4
  const [originX, originY] = apply(toScan, 0, 0), [unitX, unitY] = apply(toScan, perMm, 0)
  const slack = EDGE_MM * Math.hypot(unitX - originX, unitY - originY)
  return page.fields.some(({ kind, box: [x, y, width, height] }) => kind !== 'redact' && [[x, y], [x + width, y], [x, y + height], [x + width, y + height]].some(([cornerX, cornerY]) => {
    const [px, py] = apply(toScan, cornerX! * perMm, cornerY! * perMm)
    return px < -slack || py < -slack || px > scan.width + slack || py > scan.height + slack
  }))
}

function isBilevel({ data }: Raster): boolean {
  let grey = 0, asked = 0
  for (let i = 0; i < data.length; i += SAMPLE_STEP, asked++) if (data[i]! > 24 && data[i]! < 231) grey++
  return grey < GREY_SHARE * asked
}

/** The share of the blank's print that the straightened page shows within a pixel. */
function printKept({ straight, blank }: { straight: Raster; blank: Raster }): number {
  const { width, height } = straight
  let print = 0, kept = 0
  for (let y = 1; y < Math.min(height, blank.height) - 1; y += 2) for (let x = 1; x < Math.min(width, blank.width) - 1; x++) {
    if (blank.data[(y * blank.width + x) * blank.channels]! >= INK) continue
    print++
    let found = false
    for (let dy = -1; dy <= 1 && !found; dy++) for (let dx = -1; dx <= 1 && !found; dx++) found = straight.data[((y + dy) * width + x + dx) * straight.channels]! < INK + 48
    if (found) kept++
  }
  return print === 0 ? 1 : kept / print
}

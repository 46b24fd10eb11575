import { onesOf } from '../image/components.ts'
import type { BlindCertificate, HandMask } from '../model/blind-certificate.ts'
import type { Raster } from '../model/raster.ts'
import type { HiddenBox } from './hidden-boxes.ts'
import type { InkMask } from './ink-mask.ts'
import { paintOut } from './paint-out.ts'
import { inHalfSize, type TakenInk } from './teacher-ink.ts'

export type InkFigures = NonNullable<BlindCertificate['inkPx']>

/** A px of the scan is kept where the finished page is darker than this, there or beside it: what is drawn anew may lie off by a px. */
const KEPT_BELOW = 190

/**
 * What became of the ink that lies outside of everything hidden, px. `ink`: what was written on the scan; `taken`: the teacher's ink and its rim; `white`: the same with even paper, without that ink, streaks and the
 * scanner's lid; `kept`: px that showed through the teacher's ink; `image`: the finished page. The inks are told apart as the program does it: what it took for the wrong pen's no figure of its own can show.
 */
export function inkFigures({ ink, taken, white, kept, image, boxes, pixels, masks }: {
  readonly ink: InkMask; readonly taken: TakenInk | null; readonly white: InkMask; readonly kept: Uint8Array | null; readonly image: Raster
  readonly boxes: readonly HiddenBox[]; readonly pixels: readonly number[]; readonly masks: readonly HandMask[]
}): InkFigures {
  const { width, height } = ink
  const hidden = { width, height, channels: 1 as const, data: new Uint8Array(width * height) }
  paintOut({ page: hidden, boxes, pixels, masks, edgePx: 0 })
  const figures = { taken: 0, crossings: 0, crossingsKept: 0, others: 0, othersKept: 0 }
  for (const at of onesOf(white.data)) {
    if (hidden.data[at] !== 0) continue
    const shows = isDarkAround(image, at) ? 1 : 0
    if (kept?.[at] === 1) {
      figures.crossings++
      figures.crossingsKept += shows
    } else {
      figures.others++
      figures.othersKept += shows
    }
  }
  if (taken) for (const at of onesOf(ink.data)) if (white.data[at] === 0 && hidden.data[at] === 0 && taken.mask[inHalfSize(taken, at, width)] === 1) figures.taken++
  return figures
}

function isDarkAround({ width, data }: Raster, at: number): boolean {
  for (let y = -width; y <= width; y += width) for (let x = -1; x <= 1; x++) if (data[at + y + x]! < KEPT_BELOW) return true
  return false
}

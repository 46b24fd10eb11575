import { componentsOf } from '../../../pipeline/image/components.ts'
import { greyOf } from '../../../pipeline/image/grey.ts'
import type { Raster } from '../../../pipeline/model/raster.ts'
import { decoded } from './decoded.ts'

const EDGE = 4, SPECK_PX = 20
const spread = (count: number, sum: number, squares: number): number => Math.sqrt(Math.max(0, squares / Math.max(1, count) - (sum / Math.max(1, count)) ** 2))

/** What an attacker who knows the empty form can measure on the file of a page, by name. */
export async function linkFeatures(bytes: Uint8Array, blank: Raster): Promise<Readonly<Record<string, number>>> {
  const raster = await decoded(bytes)
  const { width, height, data } = greyOf(raster)
  const print = greyOf(blank).data
  const mask = new Uint8Array(data.length)
  const paper = { n: 0, sum: 0, squares: 0 }, ink = { n: 0, sum: 0, squares: 0 }, core = { n: 0, sum: 0, squares: 0 }
  let pale = 0, soft = 0, edge = 0, edgeSum = 0, border = 0, corner = 0, printed = 0, printOff = 0, right = 0, down = 0, rightSum = 0, downSum = 0
  for (let y = EDGE; y < height - EDGE; y++) {
    for (let x = EDGE, at = y * width + EDGE; x < width - EDGE; x++, at++) {
      const level = data[at]!, blankLevel = print[at]!
      if (blankLevel < 60 && print[at - 1]! < 60 && print[at + 1]! < 60) { core.n++; core.sum += level; core.squares += level * level }
      const slopeX = print[at + 1]! - print[at - 1]!, slopeY = print[at + width]! - print[at - width]!
      if (blankLevel < 250) { printed++; printOff += Math.abs(level - blankLevel) }
      if (Math.abs(slopeX) > 120) { right++; rightSum += (level - blankLevel) / slopeX }
      if (Math.abs(slopeY) > 120) { down++; downSum += (level - blankLevel) / slopeY }
      if (blankLevel < 250) continue
      if (level > 170) {
        paper.n++; paper.sum += level; paper.squares += level * level
        if (level < 250) pale++
      } else if (level < 110) { ink.n++; ink.sum += level; ink.squares += level * level; mask[at] = 1 } else soft++
      const slope = Math.abs(data[at + 1]! - data[at - 1]!)
      if (slope > 60) { edge++; edgeSum += slope }
    }
  }
  for (let at = width; at < data.length - width; at++) {
    if (mask[at] === 0) continue
    const sides = 4 - mask[at - 1]! - mask[at + 1]! - mask[at - width]! - mask[at + width]!
    border += sides
    if (sides >= 2) corner++
  }
  const patches = componentsOf({ mask, width, height })
  const per = (sum: number, n: number): number => sum / Math.max(1, n)
  return {
    width, height, channels: raster.channels, bytes: bytes.length, 'bytes an ink px': per(bytes.length, ink.n),
    'tone of the paper': per(paper.sum, paper.n), 'grain of the paper': spread(paper.n, paper.sum, paper.squares), 'pale px': per(pale, ink.n),
    'tone of print': per(core.sum, core.n), 'grain of print': spread(core.n, core.sum, core.squares), 'print off the blank': per(printOff, printed),
    'print lies right': per(rightSum, right), 'print lies down': per(downSum, down),
    'tone of ink': per(ink.sum, ink.n), 'grain of ink': spread(ink.n, ink.sum, ink.squares), 'soft px': per(soft, ink.n), sharpness: per(edgeSum, edge),
    'width of strokes': per(ink.n, border), 'fray of strokes': per(corner, border), specks: patches.filter((one) => one.area < SPECK_PX).length,
    lines: patches.filter((one) => one.height > 200 && one.width < one.height / 10).length,
  }
}

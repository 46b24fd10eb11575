import { expect, test } from 'vitest'
import { inkFigures } from '../../../pipeline/anonymise/ink-figures.ts'
import type { Raster } from '../../../pipeline/model/raster.ts'

const WIDTH = 40, HEIGHT = 40

/** Px of boxes [x, y, width, height], as 1 in a mask. */
function masked(...boxes: readonly (readonly [number, number, number, number])[]): Uint8Array {
  const data = new Uint8Array(WIDTH * HEIGHT)
  for (const [x, y, w, h] of boxes) for (let row = y; row < y + h; row++) data.fill(1, row * WIDTH + x, row * WIDTH + x + w)
  return data
}

test('a teacher’s ink, what crosses it and a pupil’s ink are counted apart; what is hidden is not, and ink that vanished is seen missing', () => {
  const pupil = masked([4, 20, 10, 2], [20, 20, 10, 2], [4, 4, 4, 4])
  const tick = masked([24, 10, 4, 20]), crossing = masked([24, 20, 4, 2])
  const written = Uint8Array.from(pupil, (px, at) => px | tick[at]!)
  // On the finished page the left stroke is gone, the right one stands, and of the tick nothing is left.
  const image: Raster = { width: WIDTH, height: HEIGHT, channels: 1, data: Uint8Array.from(masked([20, 20, 10, 2]), (px) => (px === 1 ? 45 : 255)) }
  const half = { width: WIDTH / 2, height: HEIGHT / 2 }
  const mask = new Uint8Array(half.width * half.height)
  for (let y = 5; y < 15; y++) mask.fill(1, y * half.width + 12, y * half.width + 14)
  const size = { width: WIDTH, height: HEIGHT }
  const figures = inkFigures({
    ink: { ...size, data: written }, taken: { ...half, mask, ownColour: mask, count: 20, channel: 0, core: 90 },
    white: { ...size, data: pupil }, kept: crossing, image, boxes: [{ kind: 'code', boxPx: [2, 2, 8, 8] }], pixels: [], masks: [],
  })
  expect(figures).toEqual({ taken: 72, crossings: 8, crossingsKept: 8, others: 32, othersKept: 12 })
})

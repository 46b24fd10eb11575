import { describe, expect, it } from 'vitest'
import { twinPage } from '../../../pipeline/anonymise/twin-page.ts'
import { decodeImage, encodeJpeg } from '../../../pipeline/image/codec.ts'
import type { Raster } from '../../../pipeline/model/raster.ts'

const WIDTH = 60
const HEIGHT = 80

/** A white page with a black square, whose place tells how the page was moved. */
function page(left: number, top: number, channels: 1 | 3): Raster {
  const data = new Uint8Array(WIDTH * HEIGHT * channels).fill(255)
  for (let y = top; y < top + 16; y++) data.fill(0, (y * WIDTH + left) * channels, (y * WIDTH + left + 16) * channels)
  return { width: WIDTH, height: HEIGHT, channels, data }
}
async function pictureOf(bytes: Uint8Array): Promise<Raster> {
  const decoded = await decodeImage(bytes)
  if (!decoded.ok) throw new Error(decoded.reason)
  return decoded.value.raster
}
async function squareOf(bytes: Uint8Array): Promise<{ readonly size: readonly number[]; readonly at: readonly number[] }> {
  const { width, height, channels, data } = await pictureOf(bytes)
  const dark = Array.from({ length: width * height }, (_, at) => at).filter((at) => data[at * channels]! < 128)
  return { size: [width, height], at: [Math.min(...dark.map((at) => at % width)), Math.min(...dark.map((at) => Math.floor(at / width)))] }
}

describe('the twin of a blind page', () => {
  it.each([1, 3] as const)('is the same page a pixel or two away, in %i channels, and always the same one', async (channels) => {
    for (const [left, top] of [[20, 30], [7, 41], [33, 12], [25, 25], [40, 60], [2, 2]] as const) {
      const bytes = await encodeJpeg(page(left, top, channels), 80)
      const shown = { bytes, image: await pictureOf(bytes) }
      const { bytes: twin, movedPx } = await twinPage(shown)
      const { size, at } = await squareOf(twin)
      const [right, down] = [at[0]! - left, at[1]! - top]
      expect(size).toEqual([WIDTH, HEIGHT])
      expect([Math.abs(right), Math.abs(down)].every((px) => px === 1 || px === 2), `${right} ${down}`).toBe(true)
      expect(Buffer.from(twin).equals(bytes)).toBe(false)
      expect([right, down]).toEqual(movedPx)
      expect(Buffer.from((await twinPage(shown)).bytes).equals(twin)).toBe(true)
    }
  })
})

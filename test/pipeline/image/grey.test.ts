import { expect, test } from 'vitest'
import { componentsOf } from '../../../pipeline/image/components.ts'
import { greyOf, shrinkToGrey } from '../../../pipeline/image/grey.ts'
import { turnRaster } from '../../../pipeline/image/turn.ts'
import type { Raster } from '../../../pipeline/model/raster.ts'

const picture = (width: number, height: number, channels: 1 | 3): Raster =>
  ({ width, height, channels, data: Uint8Array.from({ length: width * height * channels }, (_, i) => (i * i * 31 + i) % 256) })

test('luminance weighs red, green and blue as Rec. 601 does', () => {
  const { data } = greyOf({ width: 4, height: 1, channels: 3, data: Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255) })
  expect([...data]).toEqual([76, 149, 28, 255])
})

test('shrinking averages squares of every size, green for colours', () => {
  for (const channels of [1, 3] as const) {
    for (const factor of [1, 2, 3, 5]) {
      const raster = picture(17, 13, channels)
      const small = shrinkToGrey(raster, factor)
      expect([small.width, small.height]).toEqual([Math.floor(17 / factor), Math.floor(13 / factor)])
      for (let y = 0; y < small.height; y++) {
        for (let x = 0; x < small.width; x++) {
          let sum = 0
          for (let j = 0; j < factor; j++) {
            for (let i = 0; i < factor; i++) sum += raster.data[((y * factor + j) * 17 + x * factor + i) * channels + (channels === 3 ? 1 : 0)]!
          }
          expect(Math.abs(small.data[y * small.width + x]! - sum / factor ** 2)).toBeLessThanOrEqual(0.51)
        }
      }
    }
  }
})

test('four quarter turns bring a picture back, and one goes clockwise', () => {
  for (const channels of [1, 3] as const) {
    const raster = picture(5, 3, channels)
    const quarter = turnRaster(raster, 90)
    expect([quarter.width, quarter.height]).toEqual([3, 5])
    expect(quarter.data[2 * channels]).toBe(raster.data[0])
    expect(turnRaster(turnRaster(quarter, 270), 0)).toEqual(raster)
    expect(turnRaster(turnRaster(quarter, 90), 180)).toEqual(raster)
  }
})

test('components join over corners and know their box and area', () => {
  const mask = Uint8Array.from('1100010' + '0010010' + '0000000' + '1000000', Number)
  expect(componentsOf({ mask, width: 7, height: 4 })).toEqual([
    { left: 0, top: 0, width: 3, height: 2, area: 3 },
    { left: 5, top: 0, width: 1, height: 2, area: 2 },
    { left: 0, top: 3, width: 1, height: 1, area: 1 },
  ])
})

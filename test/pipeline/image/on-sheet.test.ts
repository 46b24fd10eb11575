import { expect, it } from 'vitest'
import { onSheet } from '../../../pipeline/image/on-sheet.ts'
import type { Raster } from '../../../pipeline/model/raster.ts'

const picture: Raster = { width: 2, height: 2, channels: 1, data: Uint8Array.from([1, 2, 3, 4]) }

it('stays as it is where the size is right, else gets white at the right and below, or loses what lies beyond', () => {
  expect(onSheet(picture, { width: 2, height: 2 })).toBe(picture)
  expect(onSheet(picture, { width: 3, height: 3 }).data).toEqual(Uint8Array.from([1, 2, 255, 3, 4, 255, 255, 255, 255]))
  expect(onSheet(picture, { width: 1, height: 2 }).data).toEqual(Uint8Array.from([1, 3]))
})

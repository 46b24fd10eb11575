import { expect, test } from 'vitest'
import { seededRandom } from '../../../fixtures/random.ts'
import type { Raster } from '../../../pipeline/model/raster.ts'
import type { Homography } from '../../../pipeline/model/registration.ts'
import { straighten } from '../../../pipeline/register/straighten.ts'

const SHEET_MM = [60, 40] as const
const MAPS: readonly (readonly [name: string, toScan: Homography])[] = [
  ['upright and finer', [1.2, 0, 3.4, 0, 1.2, 2.2, 0, 0, 1]],
  ['askew, over the edges', [1.02, 0.03, -9.7, -0.03, 1.02, 12.1, 0, 0, 1]],
  ['upside-down', [-1, 0.01, 470.3, -0.01, -1, 314.6, 0, 0, 1]],
  ['photographed', [1.05, 0.02, 1.5, 0.01, 1.1, 2.5, 8e-5, -5e-5, 1]],
]

function noise(channels: 1 | 3): Raster {
  const random = seededRandom('straighten'), width = 560, height = 380
  return { width, height, channels, data: Uint8Array.from({ length: width * height * channels }, () => random.int(256)) }
}

test.each(MAPS)('a colour scan is set straight as its channels are, each alone: %s', (_, toScan) => {
  const scan = noise(3)
  const straight = straighten({ scan, toScan, pageSizeMm: SHEET_MM })
  for (let channel = 0; channel < 3; channel++) {
    const alone = straighten({ scan: { ...scan, channels: 1, data: scan.data.filter((_level, at) => at % 3 === channel) }, toScan, pageSizeMm: SHEET_MM })
    let most = 0
    for (let at = 0; at < alone.data.length; at++) most = Math.max(most, Math.abs(alone.data[at]! - straight.data[3 * at + channel]!))
    // Shares of 1/256 instead of 1/65536.
    expect(most).toBeLessThanOrEqual(2)
  }
})

test('white and black stay what they are, and what the scan does not show is white', () => {
  for (const level of [0, 255]) {
    const scan = { ...noise(3), data: new Uint8Array(560 * 380 * 3).fill(level) }
    const { data } = straighten({ scan, toScan: [1.1, 0, 3, 0, 1.1, 2, 0, 0, 1], pageSizeMm: SHEET_MM })
    expect(new Set(data.subarray(0, data.length / 2))).toEqual(new Set([level]))
  }
  const { data } = straighten({ scan: { ...noise(3), data: new Uint8Array(560 * 380 * 3) }, toScan: [1, 0, 5000, 0, 1, 0, 0, 0, 1], pageSizeMm: SHEET_MM })
  expect(data.every((level) => level === 255)).toBe(true)
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../fixtures/random.ts'
import type { Homography } from '../../../pipeline/model/registration.ts'
import { bendAt } from '../../../pipeline/register/bend.ts'
import { emptySpectrum, inverseTransform, SIDE, transform } from '../../../pipeline/register/fft.ts'
import { fitBend } from '../../../pipeline/register/fit-bend.ts'
import { fitMap } from '../../../pipeline/register/fit-map.ts'
import { apply, compose, IDENTITY, invert } from '../../../pipeline/register/homography.ts'
import { correlate, cutTemplate, matchTemplate } from '../../../pipeline/register/match-patch.ts'
import { solveLinear } from '../../../pipeline/register/solve-linear.ts'
import { straighten } from '../../../pipeline/register/straighten.ts'

const between = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true })
const [shift, tilt] = [between(-500, 500), between(-5e-5, 5e-5)]
const mapArbitrary = fc.tuple(between(-Math.PI, Math.PI), between(0.5, 2), shift, shift, tilt, tilt)
  .map(([turn, scale, x, y, g, h]): Homography => {
    const [cos, sin] = [scale * Math.cos(turn), scale * Math.sin(turn)]
    return [cos, -sin, x, sin, cos, y, g, h, 1]
  })

test('a homography and its inverse bring every point back', () => {
  fc.assert(fc.property(mapArbitrary, fc.integer({ min: 0, max: 1654 }), fc.integer({ min: 0, max: 2339 }), (m, x, y) => {
    const [u, v] = apply(invert(m), ...apply(m, x, y))
    expect(Math.hypot(u - x, v - y)).toBeLessThan(1e-6)
    const id = compose(invert(m), m)
    IDENTITY.forEach((value, i) => expect(id[i]).toBeCloseTo(value, 6))
  }))
})

describe('the Fourier transform', () => {
  const random = seededRandom('fft')
  const square = emptySpectrum()
  for (let i = 0; i < square.re.length; i++) square.re[i] = random.next()
  const before = square.re.slice()

  test('equals the plain sum, transposed', () => {
    transform(square)
    for (const [u, v] of [[0, 0], [1, 0], [0, 3], [17, 200]] as const) {
      let re = 0, im = 0
      for (let y = 0; y < SIDE; y++) {
        for (let x = 0; x < SIDE; x++) {
          const angle = (-2 * Math.PI * (u * x + v * y)) / SIDE
          re += before[y * SIDE + x]! * Math.cos(angle)
          im += before[y * SIDE + x]! * Math.sin(angle)
        }
      }
      expect(square.re[u * SIDE + v]! - re).toBeCloseTo(0, 1)
      expect(square.im[u * SIDE + v]! - im).toBeCloseTo(0, 1)
    }
  })

  test('comes back, also when only some columns are asked for', () => {
    inverseTransform(square, 100, 140)
    for (let y = 0; y < SIDE; y += 5) {
      for (let x = 100; x < 140; x++) expect(square.re[y * SIDE + x]! / SIDE / SIDE).toBeCloseTo(before[y * SIDE + x]!, 4)
    }
  })
})

test('linear systems are solved or found singular', () => {
  expect([...solveLinear(Float64Array.of(0, 2, 1, 1), Float64Array.of(4, 3))!]).toEqual([1, 2])
  expect(solveLinear(Float64Array.of(1, 2, 2, 4), Float64Array.of(1, 2))).toBeNull()
})

test('a map is found through a fifth of wrong pairs, exactly', () => {
  fc.assert(fc.property(mapArbitrary, fc.integer(), (m, seed) => {
    const random = seededRandom(String(seed))
    const pairs = Array.from({ length: 45 }, (_, i) => {
      const x = random.next() * 1654, y = random.next() * 2339
      const [X, Y] = apply(m, x, y)
      const off = (): number => (i % 5 === 0 ? 300 * (random.next() - 0.5) : 0)
      return { x, y, toX: X + off(), toY: Y + off(), weight: 1 }
    })
    const fitted = fitMap({ pairs, kind: 'homography', smallestSpread: 0.1 })!
    for (const { x, y } of pairs) {
      const [a, b] = apply(fitted.map, x, y), [c, d] = apply(m, x, y)
      expect(Math.hypot(a - c, b - d)).toBeLessThan(0.2)
    }
  }), { numRuns: 30 })
  expect(fitMap({ pairs: [], kind: 'affine', smallestSpread: 0.1 })).toBeNull()
})

test('a bent field is followed where patches are, whatever single patches say', () => {
  const random = seededRandom('bend')
  const lift = (x: number): number => 8 * Math.sin((x / 1654) * Math.PI)
  const displacements = Array.from({ length: 120 }, (_, i) => {
    const x = random.next() * 1654, y = random.next() * 2339
    return { x, y, dx: 0, dy: i % 10 === 0 ? lift(x) + 25 : lift(x), weight: 1 }
  })
  const bend = fitBend({ displacements, widthPx: 1654, heightPx: 2339 })!
  for (let x = 100; x < 1600; x += 100) for (let y = 100; y < 2300; y += 200) expect(Math.abs(bendAt(bend, x, y)[1] - lift(x))).toBeLessThan(1)
})

describe('patches', () => {
  const random = seededRandom('patch')
  const image = { width: 60, height: 60, data: Uint8Array.from({ length: 3600 }, () => random.int(256)) }

  test('the quick correlation equals the plain one', () => {
    const template = cutTemplate(image, 30, 30, 4)!
    const window = Float32Array.from({ length: 15 * 15 }, () => random.next() * 255)
    const quick = correlate(template, window, 3)
    for (let dy = 0; dy < 7; dy++) {
      for (let dx = 0; dx < 7; dx++) {
        const part = Array.from({ length: 81 }, (_, i) => window[(dy + Math.floor(i / 9)) * 15 + dx + (i % 9)]!)
        const mean = part.reduce((a, b) => a + b) / 81
        const size = Math.sqrt(part.reduce((sum, v) => sum + (v - mean) ** 2, 0))
        const plain = part.reduce((sum, v, i) => sum + ((v - mean) / size) * template.values[i]!, 0)
        expect(quick[dy * 7 + dx]).toBeCloseTo(plain, 4)
      }
    }
  })

  test('a patch is found where it is, in other light too', () => {
    const template = cutTemplate(image, 30, 28, 5)!
    const window = new Float32Array(17 * 17)
    for (let j = 0; j < 17; j++) for (let i = 0; i < 17; i++) window[j * 17 + i] = 40 + 0.3 * image.data[(28 - 8 + j + 1) * 60 + 30 - 8 + i - 2]!
    const match = matchTemplate(template, window, 3)
    expect([Math.round(match.dx), Math.round(match.dy), match.inside]).toEqual([2, -1, true])
    expect(match.ncc).toBeGreaterThan(0.99)
  })

  test('paper and the edge of the picture give no patch', () => {
    expect(cutTemplate({ ...image, data: new Uint8Array(3600).fill(250) }, 30, 30, 5)).toBeNull()
    expect(cutTemplate(image, 3, 30, 5)).toBeNull()
  })
})

describe('straighten', () => {
  const random = seededRandom('straighten')
  const noise = (length: number): Uint8Array => Uint8Array.from({ length }, () => random.int(256))
  const scan = (channels: 1 | 3) => ({ width: 90, height: 120, channels, data: noise(90 * 120 * channels) })
  const size = [10, 14] as const

  test('takes every pixel from where the map says, bilinear, white outside', () => {
    const map: Homography = [0.9, -0.2, 9, 0.18, 0.95, -3, 2e-4, -1e-4, 1]
    for (const channels of [1, 3] as const) {
      const source = scan(channels)
      const straight = straighten({ scan: source, toScan: map, pageSizeMm: size })
      expect([straight.width, straight.height, straight.channels]).toEqual([79, 110, channels])
      for (let y = 0; y < 110; y += 7) {
        for (let x = 0; x < 79; x += 5) {
          const [u, v] = apply(map, x, y)
          const outside = u < -0.5 || v < -0.5 || u > 89.5 || v > 119.5
          const inside = u >= 0 && v >= 0 && u < 89 && v < 119
          if (!outside && !inside) continue
          for (let c = 0; c < channels; c++) {
            const at = (i: number, j: number): number => source.data[((Math.floor(v) + j) * 90 + Math.floor(u) + i) * channels + c]!
            const fx = u - Math.floor(u), fy = v - Math.floor(v)
            const plain = outside ? 255 : (at(0, 0) * (1 - fx) + at(1, 0) * fx) * (1 - fy) + (at(0, 1) * (1 - fx) + at(1, 1) * fx) * fy
            expect(Math.abs(straight.data[(y * 79 + x) * channels + c]! - plain)).toBeLessThan(6)
          }
        }
      }
    }
  })

  test('follows the bend', () => {
    const source = scan(1)
    const bend = { columns: 2, rows: 2, widthPx: 79, heightPx: 110, dxPx: [3, 3, 3, 3], dyPx: [-2, -2, -2, -2] }
    const straight = straighten({ scan: source, toScan: IDENTITY, bend, pageSizeMm: size })
    expect(straight.data[50 * 79 + 20]).toBe(source.data[48 * 90 + 23])
  })

  test('averages where the scan is finer than the page', () => {
    const stripes = { width: 200, height: 40, channels: 1 as const, data: Uint8Array.from({ length: 8000 }, (_, i) => (i % 2) * 255) }
    const straight = straighten({ scan: stripes, toScan: [2, 0, 0.5, 0, 2, 0.5, 0, 0, 1], pageSizeMm: [10, 2] })
    expect(Math.abs(straight.data[5 * 79 + 30]! - 127)).toBeLessThan(3)
  })
})

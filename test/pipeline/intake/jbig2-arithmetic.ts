import type { Raster } from '../../../pipeline/model/raster.ts'

/** Qe, next state after the likelier and the less likely symbol, and whether their meaning is exchanged then (ITU-T T.88, table E.1). */
const STATES: readonly (readonly [qe: number, likely: number, unlikely: number, exchange: 0 | 1])[] = [
  [0x5601, 1, 1, 1], [0x3401, 2, 6, 0], [0x1801, 3, 9, 0], [0x0ac1, 4, 12, 0], [0x0521, 5, 29, 0], [0x0221, 38, 33, 0], [0x5601, 7, 6, 1], [0x5401, 8, 14, 0], [0x4801, 9, 14, 0], [0x3801, 10, 14, 0],
  [0x3001, 11, 17, 0], [0x2401, 12, 18, 0], [0x1c01, 13, 20, 0], [0x1601, 29, 21, 0], [0x5601, 15, 14, 1], [0x5401, 16, 14, 0], [0x5101, 17, 15, 0], [0x4801, 18, 16, 0], [0x3801, 19, 17, 0], [0x3401, 20, 18, 0],
  [0x3001, 21, 19, 0], [0x2801, 22, 19, 0], [0x2401, 23, 20, 0], [0x2201, 24, 21, 0], [0x1c01, 25, 22, 0], [0x1801, 26, 23, 0], [0x1601, 27, 24, 0], [0x1401, 28, 25, 0], [0x1201, 29, 26, 0], [0x1101, 30, 27, 0],
  [0x0ac1, 31, 28, 0], [0x09c1, 32, 29, 0], [0x08a1, 33, 30, 0], [0x0521, 34, 31, 0], [0x0441, 35, 32, 0], [0x02a1, 36, 33, 0], [0x0221, 37, 34, 0], [0x0141, 38, 35, 0], [0x0111, 39, 36, 0], [0x0085, 40, 37, 0],
  [0x0049, 41, 38, 0], [0x0025, 42, 39, 0], [0x0015, 43, 40, 0], [0x0009, 44, 41, 0], [0x0005, 45, 42, 0], [0x0001, 45, 43, 0], [0x5601, 46, 46, 0],
]

/** Neighbours that make a context: template 0 with its four movable pixels in their usual places (6.2.5.3). */
const NEIGHBOURS = [[-2, -2], [-1, -2], [0, -2], [1, -2], [2, -2], [-3, -1], [-2, -1], [-1, -1], [0, -1], [1, -1], [2, -1], [3, -1], [-4, 0], [-3, 0], [-2, 0], [-1, 0]] as const
const USUAL_PLACES = [3, -1, -3, -1, 2, -2, -2, -2]

/** A page as one arithmetic-coded generic region: flags, movable pixels, data. Darker than the middle is ink. */
export function arithmeticRegion({ width, height, data }: Raster & { readonly channels: 1 }): Uint8Array {
  const ink = (x: number, y: number): 0 | 1 => (x >= 0 && y >= 0 && x < width && data[y * width + x]! < 128 ? 1 : 0)
  const coder = arithmeticCoder()
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) coder.code(NEIGHBOURS.reduce((context, [dx, dy]) => (context << 1) | ink(x + dx, y + dy), 0), ink(x, y))
  }
  return new Uint8Array([0, ...USUAL_PLACES.map((place) => place & 255), ...coder.end()])
}

/** The encoder of annex E.2, as the standard writes it. */
function arithmeticCoder() {
  const index = new Uint8Array(1 << 16), likelier = new Uint8Array(1 << 16)
  const out: number[] = [0]
  let a = 0x8000, c = 0, left = 12
  const put = (shift: 19 | 20): void => { out.push((c >>> shift) & 255); c &= (1 << shift) - 1; left = shift - 12 + (shift === 19 ? 1 : -1) }
  const byteOut = (): void => {
    if (out.at(-1) === 0xff) return put(20)
    if (c < 0x8000000) return put(19)
    out[out.length - 1]! += 1
    if (out.at(-1) !== 0xff) return put(19)
    c &= 0x7ffffff
    put(20)
  }
  const renormalise = (): void => { do { a = (a << 1) & 0xffff; c *= 2; if (--left === 0) byteOut() } while ((a & 0x8000) === 0) }
  return {
    code(context: number, bit: 0 | 1): void {
      const [qe, likely, unlikely, exchange] = STATES[index[context]!]!
      a -= qe
      if (bit === likelier[context]) {
        if ((a & 0x8000) !== 0) { c += qe; return }
        if (a < qe) a = qe
        else c += qe
        index[context] = likely
      } else {
        if (a < qe) c += qe
        else a = qe
        if (exchange === 1) likelier[context] = 1 - likelier[context]!
        index[context] = unlikely
      }
      renormalise()
    },
    end(): readonly number[] {
      const most = c + a
      c |= 0xffff
      if (c >= most) c -= 0x8000
      for (let i = 0; i < 2; i++) { c *= 2 ** left; byteOut() }
      return [...out.slice(1), ...(out.at(-1) === 0xff ? [0xac] : [0xff, 0xac])]
    },
  }
}

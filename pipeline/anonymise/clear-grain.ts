import type { Raster } from '../model/raster.ts'

/** Lighter than this may be the grain of paper or a scanner; ink is not, or hangs together. */
const GRAIN_FROM = 120
/** Of the 25 px around a grain so few are not white. A stroke's end has more. */
const MOST_NEIGHBOURS = 5

/**
 * Makes single grey px and specks on white paper white, in place: what is left of a scanner's grain, which would tell its pages from others'. Strokes stay, also
 * faint ones: their px hang together. `page` is grey on white.
 */
export function clearGrain({ width, height, data }: Raster & { readonly channels: 1 }): void {
  const grains: number[] = []
  for (let y = 2; y < height - 2; y++) {
    for (let x = 2, at = y * width + 2; x < width - 2; x++, at++) {
      const level = data[at]!
      if (level === 255 || level < GRAIN_FROM) continue
      let neighbours = 0
      for (let v = at - 2 * width - 2; v <= at + 2 * width - 2 && neighbours <= MOST_NEIGHBOURS; v += width) {
        for (let u = v; u < v + 5; u++) if (data[u]! < 255) neighbours++
      }
      if (neighbours <= MOST_NEIGHBOURS) grains.push(at)
    }
  }
  for (const at of grains) data[at] = 255
}

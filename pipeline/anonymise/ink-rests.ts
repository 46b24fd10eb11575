import type { Raster } from '../model/raster.ts'

/** Darker than this on the finished page is seen. */
export const SEEN_BELOW = 200
/** A patch of so few px says nothing: dust, or the doubled crossing of two strokes. */
export const LEAST_PATCH_PX = 24

/** A patch of dark px, as indexes, that showed through an ink which was taken off. */
type Rest = readonly number[]

/** Patches of dark px that showed through an ink which was taken off (`kept`) and hang together with nothing outside of it. */
export function inkRests({ image: { width, data }, kept }: { readonly image: Raster; readonly kept: Uint8Array }): readonly Rest[] {
  const seen = new Uint8Array(kept.length)
  const rests: Rest[] = []
  for (let start = kept.indexOf(1); start >= 0; start = kept.indexOf(1, start + 1)) {
    if (seen[start] === 1 || data[start]! >= SEEN_BELOW) continue
    const px = [start]
    seen[start] = 1
    let hangsTogether = false
    for (let next = 0; next < px.length; next++) {
      for (let y = -2; y <= 2; y++) {
        for (let x = -2, near = px[next]! + y * width - 2; x <= 2; x++, near++) {
          if (!(data[near]! < SEEN_BELOW)) continue
          if (kept[near] === 0) hangsTogether = true
          else if (seen[near] === 0 && x * x < 2 && y * y < 2) { seen[near] = 1; px.push(near) }
        }
      }
    }
    if (!hangsTogether) rests.push(px)
  }
  return rests
}

/** Up to so many px a rest is a speck and not a piece of the pupil's stroke that was cut off. */
const MOST_SPECK_PX = 6

/** Makes the rests that are too small to be anybody's writing white, in place. */
export function clearSmallRests({ image, kept }: { readonly image: Raster; readonly kept: Uint8Array }): void {
  for (const px of inkRests({ image, kept })) if (px.length <= MOST_SPECK_PX) for (const at of px) image.data[at] = 255
}

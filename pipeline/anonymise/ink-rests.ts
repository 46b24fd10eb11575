import { componentsOf, type Component } from '../image/components.ts'
import type { Raster } from '../model/raster.ts'

/** Darker than this on the finished page is seen. */
export const SEEN_BELOW = 200
/** A patch of so few px says nothing: dust, or the doubled crossing of two strokes. */
export const LEAST_PATCH_PX = 24

/** Patches of dark px that showed through an ink which was taken off (`kept`) and hang together with nothing outside of it. */
export function inkRests({ image: { width, height, data }, kept }: { readonly image: Raster; readonly kept: Uint8Array }): readonly Component[] {
  const mask = new Uint8Array(width * height)
  for (let at = 0; at < mask.length; at++) if (kept[at] === 1 && data[at]! < SEEN_BELOW) mask[at] = 1
  const hangsTogether = ({ left, top, width: w, height: h }: Component): boolean => {
    for (let y = Math.max(0, top - 2); y < Math.min(height, top + h + 2); y++) {
      for (let x = Math.max(0, left - 2); x < Math.min(width, left + w + 2); x++) if (kept[y * width + x] === 0 && data[y * width + x]! < SEEN_BELOW) return true
    }
    return false
  }
  return componentsOf({ mask, width, height }).filter((one) => !hangsTogether(one))
}

/** Up to so many px a rest is a speck and not a piece of the pupil's stroke that was cut off. */
const MOST_SPECK_PX = 6

/** Makes the rests that are too small to be anybody's writing white, in place. */
export function clearSmallRests({ image, kept }: { readonly image: Raster; readonly kept: Uint8Array }): void {
  for (const { left, top, width, height, area } of inkRests({ image, kept })) {
    if (area > MOST_SPECK_PX) continue
    for (let y = top; y < top + height; y++) {
      for (let at = y * image.width + left, end = at + width; at < end; at++) if (kept[at] === 1) image.data[at] = 255
    }
  }
}

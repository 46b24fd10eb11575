import type { Raster } from '../model/raster.ts'
import { inHalfSize, type TakenInk } from './teacher-ink.ts'

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
/** A rest of which so much has the teacher's own colour, and no other ink or print so near, px, is the dark middle of his stroke. */
const OWN_COLOUR = 0.7, ALONE = 8

/** Makes white, in place, the rests that are too small to be anybody's writing or are themselves of the colour that was taken off. */
export function clearOwnRests({ image, kept, taken }: { readonly image: Raster; readonly kept: Uint8Array; readonly taken: TakenInk }): void {
  const { width, data } = image
  const isColoured = (at: number): boolean => taken.ownColour[inHalfSize(taken, at, width)] === 1
  const isAlone = (at: number): boolean => {
    for (let y = -ALONE; y <= ALONE; y++) for (let near = at + y * width - ALONE, end = near + 2 * ALONE; near <= end; near++) if (data[near]! < SEEN_BELOW && kept[near] === 0) return false
    return true
  }
  const isOwn = (px: Rest): boolean => px.filter(isColoured).length >= OWN_COLOUR * px.length && px.every(isAlone)
  for (const px of inkRests({ image, kept })) if (px.length <= MOST_SPECK_PX || isOwn(px)) for (const at of px) data[at] = 255
}

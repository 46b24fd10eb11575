/** Sides to which strokes are drawn a px wider, as steps right and down. */
export type Nib = readonly (readonly [number, number])[]

/** A side grows only into so much free paper, px: small writing keeps its gaps. */
const FREE_PX = 4

/** The px of strokes and those that a nib adds. No px goes. */
export function drawnWith(nib: Nib, { px, width, height }: { readonly px: readonly number[]; readonly width: number; readonly height: number }): readonly number[] {
  if (nib.length === 0 || px.length === 0) return px
  const ink = new Uint8Array(width * height)
  for (const at of px) ink[at] = 1
  const added = new Set<number>()
  for (const at of px) {
    const x = at % width, y = (at / width) | 0
    for (const [right, down] of nib) {
      const endX = x + FREE_PX * right, endY = y + FREE_PX * down, step = down * width + right
      if (endX < 0 || endY < 0 || endX >= width || endY >= height) continue
      if (ink[at + step] === 0 && ink[at + 2 * step] === 0 && ink[at + 3 * step] === 0 && ink[at + 4 * step] === 0) added.add(at + step)
    }
  }
  return [...px, ...added]
}

/** Where a mask is 1, in order, looked up as the walk comes there: what is no longer 1 by then is passed over. Most of a page is 0, and that is skipped fast. */
export function* onesOf(mask: Uint8Array): Generator<number> {
  for (let at = mask.indexOf(1); at >= 0; at = mask.indexOf(1, at + 1)) yield at
}

/** Px that touch, corners included, and the outermost of them to each side. */
export interface ConnectedPixels { readonly px: readonly number[]; readonly left: number; readonly top: number; readonly right: number; readonly bottom: number }

/** The groups of px that are 1 in `mask` and touch, in the order in which `from` (by default the whole mask) comes to them. The mask is used up: what was given is 2 in it. */
export function* connectedPixels({ mask, width, height, from }: { readonly mask: Uint8Array; readonly width: number; readonly height: number; readonly from?: Iterable<number> }): Generator<ConnectedPixels> {
  for (const start of from ?? onesOf(mask)) {
    if (mask[start] !== 1) continue
    const px = [start]
    mask[start] = 2
    let [left, top, right, bottom] = [width, height, 0, 0]
    for (let next = 0; next < px.length; next++) {
      const at = px[next]!, x = at % width, y = (at / width) | 0
      if (x < left) left = x
      if (x > right) right = x
      if (y < top) top = y
      if (y > bottom) bottom = y
      const [fromX, toX, toY] = [x === 0 ? 0 : x - 1, x + 1 < width ? x + 1 : x, y + 1 < height ? y + 1 : y]
      for (let v = y === 0 ? 0 : y - 1; v <= toY; v++) {
        for (let near = v * width + fromX, last = v * width + toX; near <= last; near++) {
          if (mask[near] !== 1) continue
          mask[near] = 2
          px.push(near)
        }
      }
    }
    yield { px, left, top, right, bottom }
  }
}

/** A connected patch of set pixels (eight neighbours) and the box around it, px. */
export interface Component {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  readonly area: number
}

/** All connected patches of a mask (1 set, 0 not), in the order in which a row-by-row scan meets them. */
export const componentsOf = ({ mask, width, height }: { readonly mask: Uint8Array; readonly width: number; readonly height: number }): Component[] =>
  Array.from(connectedPixels({ mask: mask.slice(), width, height }), ({ px, left, top, right, bottom }) => ({ left, top, width: right - left + 1, height: bottom - top + 1, area: px.length }))

/** A connected patch of set pixels (eight neighbours) and the box around it, px. */
export interface Component {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  readonly area: number
}

/** All connected patches of a mask (1 set, 0 not), in the order in which a row-by-row scan meets them. */
export function componentsOf({ mask, width, height }: { mask: Uint8Array; width: number; height: number }): Component[] {
  const seen = new Uint8Array(mask.length)
  const stack = new Int32Array(mask.length)
  const components: Component[] = []
  for (let start = 0; start < mask.length; start++) {
    if (mask[start] === 0 || seen[start] === 1) continue
    let depth = 0, area = 0
    let left = width, right = 0, top = height, bottom = 0
    stack[depth++] = start
    seen[start] = 1
    while (depth > 0) {
      const at = stack[--depth]!
      const x = at % width, y = (at / width) | 0
      area++
      if (x < left) left = x
      if (x > right) right = x
      if (y < top) top = y
      if (y > bottom) bottom = y
      for (let v = y > 0 ? y - 1 : 0; v <= y + 1 && v < height; v++) {
        for (let u = x > 0 ? x - 1 : 0; u <= x + 1 && u < width; u++) {
          const next = v * width + u
          if (mask[next] === 0 || seen[next] === 1) continue
          seen[next] = 1
          stack[depth++] = next
        }
      }
    }
    components.push({ left, top, width: right - left + 1, height: bottom - top + 1, area })
  }
  return components
}

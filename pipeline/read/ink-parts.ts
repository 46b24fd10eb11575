/** Connected ink: its pixels (indices into the crop) and the rectangle they fill, px of the crop, `right` and `bottom` included. */
export interface InkPart {
  readonly pixels: readonly number[]
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

export interface InkField { readonly width: number; readonly height: number; readonly ink: Uint8Array }

/**
 * The connected pieces of ink (8 neighbours): pixels darker than a weak limit that hold at least four darker than a strong one.
 * Both limits rise with the noise of the paper, so that faint pens are kept on clean scans and grain is not taken for ink.
 */
export function inkParts(field: InkField): InkPart[] {
  const { width, height } = field
  const soft = softened(field)
  const noise = noiseOf(soft)
  const weak = Math.max(27, 2.6 * noise)
  const strong = Math.max(46, 4.2 * noise)
  const seen = new Uint8Array(width * height)
  const parts: InkPart[] = []
  for (let start = 0; start < soft.length; start++) {
    if (seen[start] || (soft[start] ?? 0) < strong) continue
    const pixels = [start]
    seen[start] = 1
    let dark = 0
    for (let k = 0; k < pixels.length; k++) {
      const i = pixels[k] ?? 0
      if ((soft[i] ?? 0) >= strong) dark++
      const x = i % width
      const from = x > 0 ? -1 : 0
      const to = x < width - 1 ? 1 : 0
      for (let row = i - width; row <= i + width; row += width) for (let n = row + from; n <= row + to; n++) {
        if (n < 0 || n >= soft.length || seen[n] || (soft[n] ?? 0) < weak) continue
        seen[n] = 1
        pixels.push(n)
      }
    }
    if (dark >= 4) parts.push(partOf(pixels, width))
  }
  return parts
}

/** A part from its pixels. */
export function partOf(pixels: readonly number[], width: number): InkPart {
  let [left, top, right, bottom] = [Infinity, Infinity, -1, -1]
  for (const i of pixels) {
    const x = i % width
    const y = (i - x) / width
    if (x < left) left = x
    if (x > right) right = x
    if (y < top) top = y
    if (y > bottom) bottom = y
  }
  return { pixels, left, top, right, bottom }
}

/** Several parts taken as one. */
export const joinParts = (parts: readonly InkPart[]): InkPart => ({
  pixels: parts.flatMap((part) => part.pixels),
  left: Math.min(...parts.map((part) => part.left)), top: Math.min(...parts.map((part) => part.top)),
  right: Math.max(...parts.map((part) => part.right)), bottom: Math.max(...parts.map((part) => part.bottom)),
})

/** Binomial 3 × 3 blur. */
function softened({ width, height, ink }: InkField): Uint8Array {
  const rows = new Uint16Array(width * height)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
    const i = y * width + x
    rows[i] = (ink[x > 0 ? i - 1 : i] ?? 0) + 2 * (ink[i] ?? 0) + (ink[x < width - 1 ? i + 1 : i] ?? 0)
  }
  const soft = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
    const i = y * width + x
    soft[i] = ((rows[y > 0 ? i - width : i] ?? 0) + 2 * (rows[i] ?? 0) + (rows[y < height - 1 ? i + width : i] ?? 0)) >> 4
  }
  return soft
}

/** Level below which most paper lies, as a measure of grain: the 70 % quantile of darkness. */
function noiseOf(soft: Uint8Array): number {
  const histogram = new Uint32Array(256)
  for (const value of soft) histogram[value]!++
  let seen = 0
  for (let value = 0; value < 256; value++) {
    seen += histogram[value] ?? 0
    if (seen >= soft.length * 0.7) return value
  }
  return 0
}

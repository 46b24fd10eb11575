/**
 * A picture without its dark lines: grey closing by a square of `side` px (odd). Dark shapes that hold no such square vanish, edges between wide bright and
 * wide dark areas stay where they are. Row by row, brightness 0…255.
 */
export function closeDark(data: Uint8Array, width: number, height: number, side: number): Uint8Array {
  const reach = side >> 1
  const wider = (from: Uint8Array, pick: Pick): Uint8Array => alongColumns(alongRows(from, width, height, reach, pick), width, height, reach, pick)
  return wider(wider(data, Math.max), Math.min)
}

type Pick = (a: number, b: number) => number

/** Running extreme by prefixes and suffixes of blocks (van Herk 1992): three picks a pixel, whatever the reach. */
function alongRows(from: Uint8Array, width: number, height: number, reach: number, pick: Pick): Uint8Array {
  const out = new Uint8Array(from.length)
  for (let y = 0; y < height; y++) runningExtreme({ from, out, at: y * width, step: 1, count: width, reach, pick })
  return out
}

function alongColumns(from: Uint8Array, width: number, height: number, reach: number, pick: Pick): Uint8Array {
  const out = new Uint8Array(from.length)
  for (let x = 0; x < width; x++) runningExtreme({ from, out, at: x, step: width, count: height, reach, pick })
  return out
}

function runningExtreme({ from, out, at, step, count, reach, pick }: { from: Uint8Array; out: Uint8Array; at: number; step: number; count: number; reach: number; pick: Pick }): void {
  const block = 2 * reach + 1
  const before = new Uint8Array(count), after = new Uint8Array(count)
  for (let i = 0; i < count; i++) before[i] = i % block === 0 ? from[at + i * step]! : pick(before[i - 1]!, from[at + i * step]!)
  for (let i = count - 1; i >= 0; i--) after[i] = i === count - 1 || (i + 1) % block === 0 ? from[at + i * step]! : pick(after[i + 1]!, from[at + i * step]!)
  for (let i = 0; i < count; i++) {
    const first = i - reach, last = Math.min(count - 1, i + reach)
    const inOneBlock = first >= 0 && Math.floor(first / block) === Math.floor(last / block)
    out[at + i * step] = first < 0 ? before[last]! : inOneBlock ? after[first]! : pick(after[first]!, before[last]!)
  }
}

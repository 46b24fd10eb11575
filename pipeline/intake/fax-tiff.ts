/**
 * CCITT Group 4 data (ITU-T T.6), as a PDF stores it, in a TIFF of one strip and nine tags, so that a picture decoder takes
 * it. `inverted`: runs that the fax calls black are white on this page.
 */
export function faxTiff({ data, widthPx, heightPx, inverted }: {
  data: Uint8Array; widthPx: number; heightPx: number; inverted: boolean
}): Uint8Array {
  const SHORT = 3, LONG = 4
  const entries = 9
  const dataAt = 8 + 2 + entries * 12 + 4
  const tags: readonly (readonly [tag: number, type: number, value: number])[] = [
    [256, LONG, widthPx], [257, LONG, heightPx], [258, SHORT, 1], [259, SHORT, 4], [262, SHORT, inverted ? 1 : 0],
    [273, LONG, dataAt], [277, SHORT, 1], [278, LONG, heightPx], [279, LONG, data.length],
  ]
  const bytes = new Uint8Array(dataAt + data.length)
  const view = new DataView(bytes.buffer)
  bytes.set([0x49, 0x49, 42, 0, 8, 0, 0, 0])
  view.setUint16(8, entries, true)
  tags.forEach(([tag, type, value], i) => {
    const at = 10 + i * 12
    view.setUint16(at, tag, true)
    view.setUint16(at + 2, type, true)
    view.setUint32(at + 4, 1, true)
    if (type === SHORT) view.setUint16(at + 8, value, true)
    else view.setUint32(at + 8, value, true)
  })
  bytes.set(data, dataAt)
  return bytes
}

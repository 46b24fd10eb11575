import { decodePDFRawStream, PDFArray, PDFName, PDFNumber, PDFRawStream, PDFRef, type PDFDocument } from 'pdf-lib'

/** Where an object stands: at an offset of the file, or packed into a stream. */
export type XrefEntry =
  | { readonly type: 'plain'; readonly object: number; readonly generation: number; readonly offset: number }
  | { readonly type: 'packed'; readonly object: number; readonly container: number }

export interface XrefSection { readonly entries: readonly XrefEntry[]; readonly previous: number | null }

/**
 * Reads one cross-reference section, table or stream, at an offset. Null when it cannot be read or does what no added signature does:
 * frees objects or mixes both kinds.
 */
export function readXrefSection({ bytes, offset, document }: { readonly bytes: Buffer; readonly offset: number; readonly document: PDFDocument }): XrefSection | null {
  const head = bytes.subarray(offset, offset + 32).toString('latin1')
  if (head.startsWith('xref')) return readTable(bytes.subarray(offset).toString('latin1'))
  const reference = /^(\d+) (\d+) obj/.exec(head)
  const stream = reference ? document.context.lookup(PDFRef.of(Number(reference[1]), Number(reference[2]))) : undefined
  return stream instanceof PDFRawStream ? readStream(stream) : null
}

function readTable(text: string): XrefSection | null {
  const lines = text.slice(4).trimStart().split(/\r\n|\r|\n/)
  const entries: XrefEntry[] = []
  let line = 0
  for (let range = rangeAt(lines, 0); range; range = rangeAt(lines, line)) {
    for (let index = 0; index < range.count; index++) {
      const entry = /^(\d{10}) (\d{5}) ([nf])\s*$/.exec(lines[line + 1 + index] ?? '')
      if (!entry) return null
      const object = range.first + index
      if (entry[3] === 'n') entries.push({ type: 'plain', object, generation: Number(entry[2]), offset: Number(entry[1]) })
      else if (object !== 0) return null
    }
    line += 1 + range.count
  }
  const body = /^\s*trailer([\s\S]*?)startxref/.exec(lines.slice(line).join('\n'))?.[1]
  if (body === undefined || /\/XRefStm\b/.test(body)) return null
  const previous = /\/Prev\s+(\d+)/.exec(body)?.[1]
  return { entries, previous: previous === undefined ? null : Number(previous) }
}

function rangeAt(lines: readonly string[], line: number): { readonly first: number; readonly count: number } | null {
  const range = /^(\d+) (\d+)\s*$/.exec(lines[line] ?? '')
  return range ? { first: Number(range[1]), count: Number(range[2]) } : null
}

function readStream(stream: PDFRawStream): XrefSection | null {
  const { dict } = stream
  const numberList = (key: string): readonly number[] | null => {
    const list = dict.lookup(PDFName.of(key))
    return list instanceof PDFArray ? list.asArray().map((each) => each instanceof PDFNumber ? each.asNumber() : NaN) : null
  }
  const [widths, previous, size] = [numberList('W'), dict.lookup(PDFName.of('Prev')), dict.lookup(PDFName.of('Size'))]
  if (dict.get(PDFName.of('Type')) !== PDFName.of('XRef') || widths?.length !== 3 || !(size instanceof PDFNumber)) return null
  if (!widths.every((width) => width >= 0 && width <= 6)) return null
  const rows = rowsOf(Buffer.from(decodePDFRawStream(stream).decode()), widths)
  const entries: XrefEntry[] = []
  const index = numberList('Index') ?? [0, size.asNumber()]
  for (let pair = 0; pair + 1 < index.length; pair += 2)
    for (let object = index[pair]!; object < index[pair]! + index[pair + 1]!; object++) {
      const [type, second, third] = rows.next().value ?? []
      if (type === undefined || second === undefined || third === undefined || (type === 0 && object !== 0) || type > 2) return null
      if (type === 1) entries.push({ type: 'plain', object, generation: third, offset: second })
      if (type === 2) entries.push({ type: 'packed', object, container: second })
    }
  return { entries, previous: previous instanceof PDFNumber ? previous.asNumber() : null }
}

/** Rows of big-endian numbers of these widths in bytes; an absent type is 1, other absent numbers are 0. */
function* rowsOf(data: Buffer, widths: readonly number[]): Generator<readonly number[], undefined> {
  const width = widths.reduce((sum, each) => sum + each, 0)
  for (let at = 0; width > 0 && at + width <= data.length; at += width) {
    let column = at
    yield widths.map((bytes, index) => {
      column += bytes
      return bytes === 0 ? (index === 0 ? 1 : 0) : data.readUIntBE(column - bytes, bytes)
    })
  }
}

import { PDFArray, PDFDict, PDFHexString, PDFName, PDFNumber, PDFRef, PDFString, type PDFDocument } from 'pdf-lib'

/** A signature as the PDF's form states it; nothing of it is checked yet. */
export interface FoundSignature {
  readonly field: string
  /** The four numbers of the byte range, or null when they are not four whole numbers. */
  readonly range: readonly [number, number, number, number] | null
  /** The contents as written: the message and its padding. */
  readonly contents: Uint8Array | null
  readonly subFilter: string | null
  readonly reason: string | null
  /** The time that the signer claims. */
  readonly claimedAt: Date | null
}

/** Every signature that a form field of the document holds, in the order of the fields. Empty fields are left out. */
export function findSignatures(document: PDFDocument): readonly FoundSignature[] {
  const fields = document.catalog.lookupMaybe(PDFName.of('AcroForm'), PDFDict)?.lookupMaybe(PDFName.of('Fields'), PDFArray)
  return fields ? walk({ document, fields, parents: [], seen: new Set() }) : []
}

function walk({ document, fields, parents, seen }: {
  readonly document: PDFDocument; readonly fields: PDFArray; readonly parents: readonly string[]; readonly seen: Set<unknown>
}): readonly FoundSignature[] {
  return fields.asArray().flatMap((each) => {
    const field = each instanceof PDFRef ? document.context.lookup(each) : each
    if (!(field instanceof PDFDict) || seen.has(field)) return []
    seen.add(field)
    const own = textOf(field, 'T')
    const names = own === null ? parents : [...parents, own]
    const value = nameOf(field, 'FT') === 'Sig' ? dictOf(field, 'V') : undefined
    const kids = field.lookup(PDFName.of('Kids'))
    const below = kids instanceof PDFArray ? walk({ document, fields: kids, parents: names, seen }) : []
    return value ? [readValue(names.join('.'), value), ...below] : below
  })
}

function readValue(field: string, value: PDFDict): FoundSignature {
  const contents = value.lookup(PDFName.of('Contents'))
  const date = value.lookup(PDFName.of('M'))
  return {
    field, range: rangeOf(value), contents: contents instanceof PDFHexString ? contents.asBytes() : null,
    subFilter: nameOf(value, 'SubFilter'), reason: textOf(value, 'Reason'), claimedAt: date instanceof PDFString ? dateOf(date) : null,
  }
}

function rangeOf(value: PDFDict): FoundSignature['range'] {
  const range = value.lookup(PDFName.of('ByteRange'))
  const numbers = range instanceof PDFArray ? range.asArray().map((each) => each instanceof PDFNumber ? each.asNumber() : NaN) : []
  const [a, b, c, d] = numbers
  return numbers.length === 4 && numbers.every((number) => Number.isSafeInteger(number) && number >= 0) ? [a!, b!, c!, d!] : null
}

const dictOf = (dict: PDFDict, key: string): PDFDict | undefined => {
  const value = dict.lookup(PDFName.of(key))
  return value instanceof PDFDict ? value : undefined
}
const nameOf = (dict: PDFDict, key: string): string | null => {
  const value = dict.lookup(PDFName.of(key))
  return value instanceof PDFName ? value.decodeText() : null
}
const textOf = (dict: PDFDict, key: string): string | null => {
  const value = dict.lookup(PDFName.of(key))
  return value instanceof PDFString || value instanceof PDFHexString ? value.decodeText() : null
}
const dateOf = (text: PDFString): Date | null => {
  try { return text.decodeDate() } catch { return null }
}

import { PDFArray, PDFDict, PDFDocument, PDFHexString, PDFName, PDFNumber, PDFRef, PDFString } from 'pdf-lib'
import { ok, refuse, type Result } from '../../model/result.ts'
import type { FontFiles } from '../document/open-pdf.ts'
import { drawStamp } from './draw-stamp.ts'
import { findPlace, isTaken } from './find-place.ts'

/** Bytes set aside for a signature with its certificates and a time stamp. */
export const CONTENTS_BYTES = 16_384

/** Ten digits: wide enough for any offset that the range is later filled with. */
export const RANGE_PLACEHOLDER = 9_999_999_999

export interface SignatureField {
  readonly pdf: Uint8Array
  readonly at: Date
  readonly name: string
  readonly reason: string
  /** Where the signature is shown, by the name of a place in the document. Without it, or when there is no such place or it is taken, it is not shown. */
  readonly place?: string | undefined
  /** What stands in the place, line by line. */
  readonly stampLines: readonly string[]
  readonly fonts?: FontFiles | undefined
}

/**
 * The update that adds an empty signature field to a PDF, to be appended to its bytes: nothing that stands there is touched, so that
 * earlier signatures stay valid. The value has placeholders for its byte range and contents.
 */
export async function addSignatureField(request: SignatureField): Promise<Result<Uint8Array, 'broken-pdf' | 'encrypted-pdf'>> {
  const pdf = await openForUpdate(request.pdf)
  if (!pdf.ok) return pdf
  const document = pdf.value
  const snapshot = document.takeSnapshot()
  const save = (ref: PDFRef | undefined): void => { if (ref) snapshot.markRefForSave(ref) }
  const place = request.place === undefined || !request.fonts ? null : findPlace(document, request.place)
  const shown = place && request.fonts && !isTaken(document, place)
    ? { place, appearance: await drawStamp({ document, place, lines: request.stampLines, fonts: request.fonts }) } : null
  const page = shown?.place.page ?? document.getPages().at(-1)
  if (!page) return refuse('broken-pdf')

  const value = document.context.register(signatureValue(document, request))
  const widget = document.context.register(document.context.obj({
    Type: 'Annot', Subtype: 'Widget', FT: 'Sig', T: PDFString.of(freeFieldName(document)), V: value, P: page.ref,
    // Print, locked.
    F: 132, Rect: shown ? [...shown.place.box] : [0, 0, 0, 0], ...(shown ? { AP: { N: shown.appearance } } : {}),
  }))
  addToArray({ document, owner: page.node, ownerRef: page.ref, key: 'Annots', item: widget, save })
  const form = acroForm(document, save)
  form.dict.set(PDFName.of('SigFlags'), PDFNumber.of(3))
  addToArray({ document, owner: form.dict, ownerRef: form.ref, key: 'Fields', item: widget, save })
  return ok(await document.saveIncremental(snapshot, { useObjectStreams: endsInXrefStream(request.pdf, document) }))
}

async function openForUpdate(bytes: Uint8Array): Promise<Result<PDFDocument, 'broken-pdf' | 'encrypted-pdf'>> {
  try {
    const document = await PDFDocument.load(bytes, { forIncrementalUpdate: true, updateMetadata: false })
    return document.getPageCount() > 0 && document.catalog instanceof PDFDict ? ok(document) : refuse('broken-pdf')
  } catch (error) {
    return refuse(error instanceof Error && /encrypted/i.test(error.message) ? 'encrypted-pdf' : 'broken-pdf')
  }
}

function signatureValue({ context }: PDFDocument, { at, name, reason }: SignatureField): PDFDict {
  return context.obj({
    Type: 'Sig', Filter: 'Adobe.PPKLite', SubFilter: 'ETSI.CAdES.detached',
    ByteRange: [0, RANGE_PLACEHOLDER, RANGE_PLACEHOLDER, RANGE_PLACEHOLDER], Contents: PDFHexString.of('00'.repeat(CONTENTS_BYTES)),
    Name: PDFHexString.fromText(name), Reason: PDFHexString.fromText(reason), M: PDFString.fromDate(at),
  })
}

/** Appends to an array that stands in its owner, behind a reference, or not at all yet; what changes is marked to be saved. */
function addToArray({ document, owner, ownerRef, key, item, save }: {
  readonly document: PDFDocument; readonly owner: PDFDict; readonly ownerRef: PDFRef | undefined; readonly key: string; readonly item: PDFRef
  readonly save: (ref: PDFRef | undefined) => void
}): void {
  const name = PDFName.of(key)
  const raw = owner.get(name)
  const array = owner.lookupMaybe(name, PDFArray) ?? document.context.obj([])
  array.push(item)
  if (raw instanceof PDFRef) return save(raw)
  owner.set(name, array)
  save(ownerRef)
}

function acroForm(document: PDFDocument, save: (ref: PDFRef | undefined) => void): { readonly dict: PDFDict; readonly ref: PDFRef | undefined } {
  const key = PDFName.of('AcroForm')
  const root = document.context.trailerInfo.Root
  const rootRef = root instanceof PDFRef ? root : undefined
  const raw = document.catalog.get(key)
  const existing = document.catalog.lookupMaybe(key, PDFDict)
  if (existing) {
    const ref = raw instanceof PDFRef ? raw : rootRef
    save(ref)
    return { dict: existing, ref }
  }
  const dict = document.context.obj({ Fields: [], SigFlags: 3 })
  const ref = document.context.register(dict)
  document.catalog.set(key, ref)
  save(rootRef)
  return { dict, ref }
}

function freeFieldName(document: PDFDocument): string {
  const taken = new Set(document.context.enumerateIndirectObjects().flatMap(([, object]) => {
    const name = object instanceof PDFDict ? object.get(PDFName.of('T')) : undefined
    return name instanceof PDFString || name instanceof PDFHexString ? [name.decodeText()] : []
  }))
  let number = 1
  while (taken.has(`Signature${number}`)) number++
  return `Signature${number}`
}

/** A file keeps one kind of cross-reference: the update is written in the kind that the file ends with. */
function endsInXrefStream(bytes: Uint8Array, document: PDFDocument): boolean {
  const offset = document.context.pdfFileDetails.prevStartXRef
  return !Buffer.from(bytes.subarray(offset, offset + 16)).toString('latin1').trimStart().startsWith('xref')
}


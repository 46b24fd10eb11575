import { PDFArray, PDFDict, PDFHexString, PDFName, PDFPageLeaf, PDFRawStream, PDFRef, PDFString, type PDFDocument, type PDFObject } from 'pdf-lib'

/** What later revisions did to a signed one. */
export interface LaterChanges {
  /** Names of signature fields that were filled or added. */
  readonly signatures: readonly string[]
  /** Data that helps to check signatures later (DSS) was added. */
  readonly validationData: boolean
  /** Objects that were changed in any other way: what the reader sees may not be what was signed. Like `12 0`. */
  readonly content: readonly string[]
}

/**
 * Compares the revision that a signature covers with the whole file, object by object. Only further signatures and their validation
 * data may come later; anything else, seen or unseen, counts as changed content. Objects that nothing of the signed revision leads to
 * are harmless and left out.
 */
export function compareRevisions({ signed, whole }: { readonly signed: PDFDocument; readonly whole: PDFDocument }): LaterChanges {
  const before = objectsOf(signed)
  const judge: Judge = { signed, whole, signatures: [], validationData: false }
  const content: string[] = []
  for (const [ref, after] of objectsOf(whole)) {
    const old = before.get(ref)
    if (old === undefined || old.text === after.text) continue
    if (!isAllowed(judge, { ref, old: old.object, after: after.object })) content.push(ref)
  }
  for (const ref of before.keys()) if (!whole.context.lookup(refOf(ref))) content.push(ref)
  if (rootOf(signed) !== rootOf(whole)) content.push('Root')
  return { signatures: judge.signatures, validationData: judge.validationData, content }
}

interface Judge { readonly signed: PDFDocument; readonly whole: PDFDocument; readonly signatures: string[]; validationData: boolean }
interface Change { readonly ref: string; readonly old: PDFObject; readonly after: PDFObject }

const rootOf = ({ context }: PDFDocument): string => String(context.trailerInfo.Root)
const refOf = (ref: string): PDFRef => {
  const [number, generation] = ref.split(' ').map(Number)
  return PDFRef.of(number!, generation)
}

function objectsOf(document: PDFDocument): Map<string, { readonly object: PDFObject; readonly text: string }> {
  const entries = document.context.enumerateIndirectObjects().filter(([, object]) => !isFileStructure(object))
  return new Map(entries.map(([ref, object]) => [`${ref.objectNumber} ${ref.generationNumber}`, { object, text: spelled(object) }]))
}

const spelled = (object: PDFObject): string => {
  const bytes = new Uint8Array(object.sizeInBytes())
  object.copyBytesInto(bytes, 0)
  return Buffer.from(bytes).toString('latin1')
}

/** Cross-reference and object streams carry objects; they are none of the document's own. */
const isFileStructure = (object: PDFObject): boolean => {
  const type = object instanceof PDFRawStream ? object.dict.get(PDFName.of('Type')) : undefined
  return type === PDFName.of('XRef') || type === PDFName.of('ObjStm')
}

function isAllowed(judge: Judge, { ref, old, after }: Change): boolean {
  const { signed } = judge
  if (old instanceof PDFArray && after instanceof PDFArray) return onlyGained(judge, old, after) && isListOf(signed, ref)
  if (!(old instanceof PDFDict) || !(after instanceof PDFDict)) return false
  const keys = changedKeys(old, after)
  if (old === signed.catalog) return keys.every((key) => catalogKeyAllowed(judge, key, old, after))
  if (old instanceof PDFPageLeaf) return keys.every((key) => key === 'Annots' && listGained(judge, key, old, after))
  if (old === signed.catalog.lookup(PDFName.of('AcroForm'))) return formAllowed(judge, old, after)
  // An empty signature field that was filled.
  if (old.get(PDFName.of('FT')) === PDFName.of('Sig') && !old.get(PDFName.of('V'))) {
    if (!keys.every((key) => key === 'V' || key === 'AP')) return false
    note(judge, after)
    return true
  }
  return false
}

const changedKeys = (old: PDFDict, after: PDFDict): readonly string[] => {
  const names = new Set([...old.keys(), ...after.keys()])
  return [...names].filter((key) => String(old.get(key)) !== String(after.get(key))).map((key) => key.decodeText())
}

function catalogKeyAllowed(judge: Judge, key: string, old: PDFDict, after: PDFDict): boolean {
  if (key === 'DSS' || key === 'Extensions') {
    judge.validationData = true
    return true
  }
  if (key !== 'AcroForm') return false
  const [oldForm, newForm] = [old.lookup(PDFName.of(key)), after.lookup(PDFName.of(key))]
  return newForm instanceof PDFDict && formAllowed(judge, oldForm instanceof PDFDict ? oldForm : null, newForm)
}

function formAllowed(judge: Judge, old: PDFDict | null, after: PDFDict): boolean {
  const empty = judge.signed.context.obj({})
  return changedKeys(old ?? empty, after).every((key) => key === 'SigFlags' || (key === 'Fields' && listGained(judge, key, old ?? empty, after)))
}

const listGained = (judge: Judge, key: string, old: PDFDict, after: PDFDict): boolean => {
  const [oldList, newList] = [old.lookup(PDFName.of(key)), after.lookup(PDFName.of(key))]
  return newList instanceof PDFArray && onlyGained(judge, oldList instanceof PDFArray ? oldList : judge.signed.context.obj([]), newList)
}

/** A list that kept everything in its order and gained signature fields at its end. */
function onlyGained(judge: Judge, old: PDFArray, after: PDFArray): boolean {
  const [before, now] = [old.asArray().map(String), after.asArray().map(String)]
  if (before.some((item, index) => now[index] !== item)) return false
  return after.asArray().slice(before.length).every((item) => {
    const field = item instanceof PDFRef ? judge.whole.context.lookup(item) : item
    const isNew = item instanceof PDFRef && !judge.signed.context.lookup(item)
    if (!isNew || !(field instanceof PDFDict) || field.lookup(PDFName.of('FT')) !== PDFName.of('Sig')) return false
    note(judge, field)
    return true
  })
}

/** Is this array the list of form fields or of a page's annotations? */
const isListOf = ({ catalog, context }: PDFDocument, ref: string): boolean => {
  const form = catalog.lookup(PDFName.of('AcroForm'))
  const holders = [form, ...context.enumerateIndirectObjects().map(([, object]) => object).filter((object) => object instanceof PDFPageLeaf)]
  return holders.some((holder) => holder instanceof PDFDict && ['Fields', 'Annots'].some((key) => String(holder.get(PDFName.of(key))) === `${ref} R`))
}

function note(judge: Judge, field: PDFDict): void {
  const name = field.lookup(PDFName.of('T'))
  const text = name instanceof PDFString || name instanceof PDFHexString ? name.decodeText() : '?'
  if (!judge.signatures.includes(text)) judge.signatures.push(text)
}

import { onSheet } from '../../pipeline/image/on-sheet.ts'
import { openPdfRenderer, type PdfRenderer } from '../../pipeline/intake/render-pdf.ts'
import { blanksOf, type Form } from '../../pipeline/model/form.ts'
import { STRAIGHT_DPI, type Raster } from '../../pipeline/model/raster.ts'
import { straightSize } from '../../pipeline/register/straighten.ts'
import { prepareReference, type Reference } from '../../pipeline/register/reference.ts'
import type { HeaderReader, PrintedPlace } from '../../pipeline/read/header.ts'
import type { FormSet } from './messages.ts'

/** Forms with their blanks drawn and prepared to be found in scans. */
export interface PreparedForms {
  readonly key: string
  readonly forms: ReadonlyMap<string, Form>
  readonly references: readonly Reference[]
  /** `form id` + space + page → the blank at 200 dpi. */
  readonly blanks: ReadonlyMap<string, Raster>
  /** By the same key: as the other variants print the page, where the form has their blanks. */
  readonly otherBlanks: ReadonlyMap<string, readonly Raster[]>
  /** By the same key: where the page prints its variant; absent where it prints none. */
  readonly variants: ReadonlyMap<string, PrintedPlace>
}

export const blankKey = (formId: string, formPage: number): string => `${formId} ${formPage}`

/**
 * Draws and prepares every page of every form: about 0.4 s a page, once a process. Throws when a blank cannot be drawn: forms are checked before. What finds
 * the variants holds 100 MB: it is closed before anything is prepared.
 */
export async function prepareForms({ set, openHeader }: { readonly set: FormSet; readonly openHeader: () => Promise<HeaderReader> }): Promise<PreparedForms> {
  const blanks = new Map<string, Raster>(), otherBlanks = new Map<string, readonly Raster[]>()
  for (const { form, blanks: files } of set.forms) {
    const renderers = new Map<string, PdfRenderer>()
    const draw = async ({ file, page: number }: { readonly file: string; readonly page: number }): Promise<Raster> => {
      const renderer = renderers.get(file) ?? await openBlank(files.get(file), file)
      renderers.set(file, renderer)
      const blank = await renderer.render(number, STRAIGHT_DPI)
      if (!blank) throw new Error(`Page ${number} of the blank ${file} cannot be drawn`)
      return onSheet(blank, straightSize(form.pageSizeMm))
    }
    for (const page of form.pages) {
      const [blank, ...others] = await inTurn(blanksOf(page), draw)
      if (!blank) throw new Error(`Page ${page.number} of the form ${form.id} has no blank`)
      blanks.set(blankKey(form.id, page.number), blank)
      otherBlanks.set(blankKey(form.id, page.number), others)
    }
    for (const renderer of renderers.values()) renderer.close()
  }
  const variants = await findVariants({ set, blanks, openHeader })
  const references = set.forms.flatMap(({ form }) => form.pages.map((page) => prepareReference({ form, page, blank: blanks.get(blankKey(form.id, page.number))! })))
  return { key: set.key, forms: new Map(set.forms.map(({ form }) => [form.id, form])), references, blanks, otherBlanks, variants }
}

async function findVariants({ set, blanks, openHeader }: {
  set: FormSet; blanks: ReadonlyMap<string, Raster>; openHeader: () => Promise<HeaderReader>
}): Promise<ReadonlyMap<string, PrintedPlace>> {
  const found = new Map<string, PrintedPlace>()
  let header: HeaderReader | undefined
  for (const { form } of set.forms) {
    for (const page of form.pages) {
      const box = page.fields.find((field) => field.kind === 'header')?.box
      const [variant] = form.variants
      if (!box || variant === undefined) continue
      header ??= await openHeader()
      const key = blankKey(form.id, page.number)
      const place = await header.findVariant({ blank: blanks.get(key)!, box, variant })
      if (place) found.set(key, place)
    }
  }
  await header?.close()
  return found
}

async function inTurn<From, To>(all: readonly From[], make: (one: From) => Promise<To>): Promise<readonly To[]> {
  const made: To[] = []
  for (const one of all) made.push(await make(one))
  return made
}

async function openBlank(bytes: Uint8Array | undefined, file: string): Promise<PdfRenderer> {
  const opened = bytes ? await openPdfRenderer(bytes) : null
  if (!opened?.ok) throw new Error(`The blank ${file} cannot be opened`)
  return opened.value
}

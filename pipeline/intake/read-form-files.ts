import { checkForm, parseForm, type FormProblem } from '../model/check-form.ts'
import { blanksOf, formSchema, type Form } from '../model/form.ts'
import { ok, refuse, type Result } from '../model/result.ts'
import { openPdfRenderer } from './render-pdf.ts'

/** A form with the bytes of its blank PDFs by file name. */
export interface LoadedForm {
  readonly form: Form
  readonly blanks: ReadonlyMap<string, Uint8Array>
}

/**
 * The text of a form file and its blanks → the form, checked against them. `name` is the file's, for words; `blankOf` gives a blank by the name that the form
 * uses, null when there is none. Refuses with all that is wrong, field by field, in Russian; a problem without a place is that of the whole file.
 */
export async function readFormFiles({ name, text, blankOf }: {
  readonly name: string; readonly text: string; readonly blankOf: (file: string) => Promise<Uint8Array | null> | Uint8Array | null
}): Promise<Result<LoadedForm, readonly FormProblem[]>> {
  let json: unknown
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    return refuse([{ path: '', message: `файл «${name}» – не JSON: ${placeOf(text, error)}проверьте запятые, кавычки и скобки` }])
  }
  const shape = formSchema.safeParse(json)
  if (!shape.success) return refuse(checkForm(json))
  const blanks = new Map<string, Uint8Array>()
  const pages = new Map<string, number | null>()
  for (const file of new Set(shape.data.pages.flatMap((page) => blanksOf(page).map((blank) => blank.file)))) {
    const bytes = await blankOf(file)
    pages.set(file, bytes && (await countPages(bytes)))
    if (bytes) blanks.set(file, bytes)
  }
  const checked = parseForm(json, pages)
  return checked.ok ? ok({ form: checked.value, blanks }) : checked
}

async function countPages(bytes: Uint8Array): Promise<number | null> {
  const opened = await openPdfRenderer(bytes)
  if (!opened.ok) return null
  const { pageCount } = opened.value
  opened.value.close()
  return pageCount
}

/** Line and column where the parser stopped, when it says so. */
function placeOf(text: string, error: unknown): string {
  const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1]
  if (position === undefined) return ''
  const before = text.slice(0, Number(position)).split('\n')
  return `строка ${before.length}, знак ${(before.at(-1)?.length ?? 0) + 1}: `
}

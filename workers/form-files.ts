import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { openPdfRenderer } from '../pipeline/intake/render-pdf.ts'
import { checkForm, parseForm, type FormProblem } from '../pipeline/model/check-form.ts'
import { formSchema, type Form } from '../pipeline/model/form.ts'
import { refuse, ok, type Result } from '../pipeline/model/result.ts'

/** A form with the bytes of its blank PDFs by file name. */
export interface LoadedForm {
  readonly form: Form
  readonly blanks: ReadonlyMap<string, Uint8Array>
}

/** Reads a form file and the blanks beside it, and checks both. Refuses with all that is wrong, in Russian. */
export async function loadFormFile(path: string): Promise<Result<LoadedForm, readonly FormProblem[]>> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch {
    return refuse([{ path: '', message: `файл формы «${basename(path)}» не открывается: проверьте имя и папку` }])
  }
  let json: unknown
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    return refuse([{ path: '', message: `файл «${basename(path)}» – не JSON: ${placeOf(text, error)}проверьте запятые, кавычки и скобки` }])
  }
  const shape = formSchema.safeParse(json)
  if (!shape.success) return refuse(checkForm(json))
  const blanks = new Map<string, Uint8Array>()
  const pages = new Map<string, number | null>()
  for (const file of new Set(shape.data.pages.map(({ blank }) => blank.file))) {
    const bytes = basename(file) === file ? await readFile(join(dirname(path), file)).catch(() => null) : null
    pages.set(file, bytes && (await countPages(bytes)))
    if (bytes) blanks.set(file, bytes)
  }
  const checked = parseForm(json, pages)
  return checked.ok ? ok({ form: checked.value, blanks }) : checked
}

/** Problems as lines for people: `pages[1].fields[3].box: …`. */
export const problemLines = (problems: readonly FormProblem[]): string =>
  problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('\n')

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

import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { readFormFiles, type LoadedForm } from '../pipeline/intake/read-form-files.ts'
import type { FormProblem } from '../pipeline/model/check-form.ts'
import { refuse, type Result } from '../pipeline/model/result.ts'

export type { LoadedForm } from '../pipeline/intake/read-form-files.ts'

/** Reads a form file and the blanks beside it, and checks both. Refuses with all that is wrong, in Russian. */
export async function loadFormFile(path: string): Promise<Result<LoadedForm, readonly FormProblem[]>> {
  const name = basename(path)
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) return refuse([{ path: '', message: `файл формы «${name}» не открывается: проверьте имя и папку` }])
  // A name with a folder in it is not looked for: a form file must not reach elsewhere.
  return readFormFiles({ name, text, blankOf: (file) => (basename(file) === file ? readFile(join(dirname(path), file)).catch(() => null) : null) })
}

/** Problems as lines for people: `pages[1].fields[3].box: …`. */
export const problemLines = (problems: readonly FormProblem[]): string =>
  problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('\n')

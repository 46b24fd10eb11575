import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { checkForm } from '../pipeline/model/check-form.ts'
import { formSchema, type Form } from '../pipeline/model/form.ts'
import { ok, refuse, type Result } from '../pipeline/model/result.ts'
import type { ResultsForm } from '../pipeline/model/results-form.ts'
import { readRecheck, type Recheck } from '../pipeline/reconcile/read-recheck.ts'
import { readResultsForm, RESULTS_FORM_REFUSALS } from '../pipeline/results-form/read-results-form.ts'
import { openTable } from '../pipeline/spreadsheet/open-table.ts'
import { TABLE_REFUSALS } from '../pipeline/spreadsheet/sheet.ts'
import { problemLines } from './form-files.ts'

/** The three files of a comparison, read; `remarks` say what in them was not usable, one line each. */
export interface LoadedRecheck { readonly form: Form; readonly original: ResultsForm; readonly recheck: Recheck; readonly remarks: readonly string[] }

/**
 * Reads the form file (its blanks are not needed), the school's results form and the recheck table. Refuses, in words, when one of them cannot
 * be used at all; rows and cells that cannot be used are left out and told in `remarks`.
 */
export async function loadRecheck(paths: { readonly form: string; readonly original: string; readonly recheck: string }): Promise<Result<LoadedRecheck, readonly string[]>> {
  const form = await loadForm(paths.form)
  if (!form.ok) return refuse([form.reason])
  const [original, recheck] = [await loadOriginal(paths.original, form.value), await loadRecheckTable(paths.recheck, form.value)]
  if (!original.ok || !recheck.ok) return refuse([original, recheck].flatMap((one) => (one.ok ? [] : [one.reason])))
  return ok({
    form: form.value, original: original.value, recheck: recheck.value,
    remarks: [
      ...original.value.problems.map(({ sheet, row, column, message }) => `${basename(paths.original)}, лист «${sheet}», ячейка ${column}${row}: ${message}`),
      ...recheck.value.problems.map(({ row, message }) => `${basename(paths.recheck)}, строка ${row}: ${message}`),
    ],
  })
}

async function loadForm(path: string): Promise<Result<Form, string>> {
  const bytes = await readFile(path).catch(() => null)
  if (!bytes) return refuse(cannotOpen(path))
  let json: unknown
  try {
    json = JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, ''))
  } catch {
    return refuse(`${basename(path)}: это не JSON. Проверьте файл командой sverka form check.`)
  }
  // Only the shape matters: tasks and borders are compared, fields and blanks are for scans.
  const form = formSchema.safeParse(json)
  return form.success ? ok(form.data) : refuse(`${basename(path)}:\n${problemLines(checkForm(json))}`)
}

async function loadOriginal(path: string, form: Form): Promise<Result<ResultsForm, string>> {
  const bytes = await readFile(path).catch(() => null)
  if (!bytes) return refuse(cannotOpen(path))
  const original = await readResultsForm({ bytes, form })
  return original.ok ? original : refuse(`${basename(path)}: ${RESULTS_FORM_REFUSALS[original.reason]}`)
}

async function loadRecheckTable(path: string, form: Form): Promise<Result<Recheck, string>> {
  const bytes = await readFile(path).catch(() => null)
  if (!bytes) return refuse(cannotOpen(path))
  const rows = await openTable(bytes)
  if (!rows.ok) return refuse(`${basename(path)}: ${TABLE_REFUSALS[rows.reason]}`)
  const recheck = readRecheck(rows.value, form)
  return recheck.ok ? recheck : refuse(`${basename(path)}: в первой строке нет столбцов: ${recheck.reason.join(', ')}. Добавьте их и повторите.`)
}

const cannotOpen = (path: string): string => `Файл «${basename(path)}» не открывается: проверьте имя и папку.`

import { readFile, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { extname } from 'node:path'
import type { Command } from 'commander'
import { decideStack, type DecidedStack } from '../../pipeline/decide/decide-stack.ts'
import type { ScannedPage } from '../../pipeline/decide/scanned-page.ts'
import type { Form } from '../../pipeline/model/form.ts'
import { READING_REASONS } from '../../pipeline/model/page-reading.ts'
import { ok, refuse, type Result } from '../../pipeline/model/result.ts'
import type { ResultsForm } from '../../pipeline/model/results-form.ts'
import { canonicalTaskId } from '../../pipeline/model/score.ts'
import { readResultsForm } from '../../pipeline/results-form/read-results-form.ts'
import { readRoster, ROSTER_REFUSALS } from '../../pipeline/results-form/read-roster.ts'
import { readingsSheets } from '../../pipeline/results-form/readings-workbook.ts'
import { writeWorkbook } from '../../pipeline/spreadsheet/workbook.ts'
import { findScans, type ScanFile } from '../find-scans.ts'
import { loadFormFile, problemLines, type LoadedForm } from '../form-files.ts'
import { RecogniserPool } from '../recognition/recogniser-pool.ts'
import { describeStack } from './describe-stack.ts'

const NEEDS_A_PERSON = 1, COULD_NOT_RUN = 2

interface ReadOptions { readonly form: readonly string[]; readonly roster?: string; readonly output?: string }

/** Adds `sverka read`. */
export function registerRead(program: Command): void {
  program.command('read').description('Прочитать сканы: что стоит на каждой странице')
    .argument('[SCANS...]', 'файлы PDF, TIFF, JPEG, PNG, ZIP или папки с ними')
    .requiredOption('--form <FORM.json...>', 'файлы форм; пустой бланк в PDF лежит рядом с каждым')
    .option('--roster <LIST|FORM.xlsx>', 'коды, выданные школе: список (один код в строке, CSV) или форма сбора результатов')
    .option('-o, --output <OUT.jsonl|OUT.xlsx>', 'куда записать; без этого – JSON по строке на страницу в стандартный вывод')
    .addHelpText('after', HELP)
    .action(readCommand)
}

const HELP = `
На каждую страницу – один объект JSON в порядке ввода. Состояние страницы (status): read – прочитана, review – посмотреть
человеку, blank – пустая, foreign – не из данных бланков, unreadable – не открылась. Причины (reasons):
${Object.entries(READING_REASONS).map(([code, words]) => `  ${code.padEnd(20)} ${words}`).join('\n')}

Коды завершения: 0 – всё прочитано; 1 – готово, но часть страниц отклонена или ждёт человека (они перечислены);
2 – команда не выполнена: неверные аргументы, не читается форма или список.`

async function readCommand(given: readonly string[], options: ReadOptions): Promise<void> {
  // «--form A.json scan.pdf»: an option with many values also swallows the scans behind it.
  const formPaths = options.form.filter((path) => extname(path).toLowerCase() === '.json')
  const scans = await findScans([...given, ...options.form.filter((path) => !formPaths.includes(path))])
  const forms = await loadForms(formPaths)
  const roster = await loadRoster(options.roster, forms.ok ? forms.value : [])
  const problems = [...(forms.ok ? [] : forms.reason), ...(roster.ok ? [] : [roster.reason]), ...scans.missing.map((path) => `Нет такого файла или папки: ${path}`)]
  if (scans.files.length === 0 && scans.missing.length === 0) problems.push('Не указано ни одного скана: назовите файлы PDF, TIFF, JPEG, PNG, ZIP или папки с ними.')
  if (!forms.ok || !roster.ok || problems.length > 0) {
    console.error(problems.join('\n'))
    process.exitCode = COULD_NOT_RUN
    return
  }
  if (scans.skipped.length > 0) console.error(`Пропущены файлы в папках, которые не сканы: ${scans.skipped.join(', ')}`)
  if (roster.value.skippedLines.length > 0) console.error(`В списке ${options.roster} нет кода в строках: ${roster.value.skippedLines.join(', ')}.`)

  const pages = await recognise(scans.files, forms.value)
  const decided = decideStack({ pages, forms: forms.value.map(({ form }) => form), roster: roster.value.codes, resultsForms: roster.value.resultsForms })
  const problem = await writeReadings({ decided, forms: forms.value, output: options.output })
  if (problem !== null) console.error(problem)
  else console.error(describeStack(decided))
  const clean = decided.readings.every(({ status }) => status === 'read' || status === 'blank')
  process.exitCode = problem !== null ? COULD_NOT_RUN : clean ? 0 : NEEDS_A_PERSON
}

async function loadForms(paths: readonly string[]): Promise<Result<readonly LoadedForm[], readonly string[]>> {
  const forms: LoadedForm[] = []
  const problems = paths.length === 0 ? ['Не указана форма: --form FORM.json'] : []
  for (const path of paths) {
    const loaded = await loadFormFile(path)
    if (!loaded.ok) problems.push(`Форма ${path} не читается.\n${problemLines(loaded.reason)}`)
    else if (forms.some(({ form }) => form.id === loaded.value.form.id)) problems.push(`Форма «${loaded.value.form.id}» указана дважды.`)
    else forms.push(loaded.value)
  }
  return problems.length > 0 ? refuse(problems) : ok(forms)
}

interface LoadedRoster { readonly codes: readonly string[] | null; readonly skippedLines: readonly number[]; readonly resultsForms: ReadonlyMap<string, ResultsForm> }

/** The codes of a list; when it is a results form, also its rows for the form whose tasks it has. Refuses in words. */
async function loadRoster(path: string | undefined, forms: readonly LoadedForm[]): Promise<Result<LoadedRoster, string>> {
  if (path === undefined) return ok({ codes: null, skippedLines: [], resultsForms: new Map() })
  const bytes = await readFile(path).catch(() => null)
  if (!bytes) return refuse(`Список кодов ${path} не открывается: проверьте имя и папку.`)
  const roster = await readRoster({ bytes })
  if (!roster.ok) return refuse(`Список кодов ${path} не читается. ${ROSTER_REFUSALS[roster.reason]}`)
  const resultsForms = new Map<string, ResultsForm>()
  for (const { form } of forms) {
    const results = await readResultsForm({ bytes, form })
    if (results.ok && (await hasTasksOf(bytes, form))) resultsForms.set(form.id, results.value)
  }
  return ok({ ...roster.value, resultsForms })
}

async function hasTasksOf(bytes: Uint8Array, form: Form): Promise<boolean> {
  const own = await readResultsForm({ bytes })
  const ids = (tasks: readonly { readonly id: string }[]): string => tasks.map(({ id }) => canonicalTaskId(id)).sort().join(' ')
  return own.ok && ids(own.value.tasks) === ids(form.tasks)
}

async function recognise(files: readonly ScanFile[], forms: readonly LoadedForm[]): Promise<readonly ScannedPage[]> {
  const pool = new RecogniserPool({ size: Math.min(2, availableParallelism()) })
  const pages: ScannedPage[] = []
  try {
    for (const { path, name } of files) {
      for await (const { file, page, outcome } of pool.walk({ path, name, forms: { key: 'read', forms } })) {
        pages.push({ file, page, outcome: outcome.type === 'refused' ? outcome : { type: 'seen', registration: outcome.registration, evidence: outcome.evidence, dpi: outcome.dpi } })
        if (process.stderr.isTTY) process.stderr.write(`\rСтраниц: ${pages.length} `)
      }
    }
  } finally {
    pool.close()
    if (process.stderr.isTTY && pages.length > 0) process.stderr.write('\n')
  }
  return pages
}

/** Null, or why the output could not be written, in words. */
async function writeReadings({ decided, forms, output }: { decided: DecidedStack; forms: readonly LoadedForm[]; output: string | undefined }): Promise<string | null> {
  const lines = (): string => decided.readings.map((reading) => JSON.stringify(reading) + '\n').join('')
  if (output === undefined) {
    process.stdout.write(lines())
    return null
  }
  const asWorkbook = extname(output).toLowerCase() === '.xlsx'
  const content = asWorkbook ? await writeWorkbook(readingsSheets({ forms: forms.map(({ form }) => form), decided })) : lines()
  try {
    await writeFile(output, content)
    return null
  } catch (error) {
    return `Файл ${output} не записывается: ${error instanceof Error ? error.message : ''}`
  }
}

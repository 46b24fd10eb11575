import { readFile, writeFile } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { buildSampleManifest, drawCampaignSample } from '../../pipeline/draw/campaign-sample.ts'
import { pupilResults, type SchoolResults, type WorkShape } from '../../pipeline/draw/risk/pupil-result.ts'
import { rankRisks } from '../../pipeline/draw/risk/risk-list.ts'
import { sampleRows, sampleSheets, type SampleSource, type StratumRisks } from '../../pipeline/draw/sample-sheets.ts'
import { formSchema, maxTotal, type Form } from '../../pipeline/model/form.ts'
import { ok, refuse, type Result } from '../../pipeline/model/result.ts'
import type { ResultsForm } from '../../pipeline/model/results-form.ts'
import { canonicalTaskId } from '../../pipeline/model/score.ts'
import { howMuchInWords } from '../../pipeline/reconcile/how-much-is-enough.ts'
import { readResultsForm, RESULTS_FORM_REFUSALS } from '../../pipeline/results-form/read-results-form.ts'
import { writeCsv } from '../../pipeline/spreadsheet/csv.ts'
import { writeWorkbook } from '../../pipeline/spreadsheet/workbook.ts'

const NEEDS_A_PERSON = 1, COULD_NOT_RUN = 2

interface Options { readonly share: number; readonly seed: string; readonly output: string; readonly form: readonly string[]; readonly manifest?: string }

/** `sverka sample`: which works are rechecked. */
export function registerSample(program: Command): void {
  program.command('sample')
    .description('Выборка: какие работы перепроверять, с причиной для каждой')
    .argument('[RESULTS.xlsx...]', 'формы сбора результатов, по файлу на школу и предмет; имя файла – имя школы')
    .addOption(new Option('--share <доля>', 'доля работ каждого предмета, не меньше').argParser(shareOf).default(10_000, '0.01'))
    .requiredOption('--seed <TEXT>', 'зерно: те же файлы и зерно дают ту же выборку; большая доля содержит меньшую')
    .requiredOption('-o, --output <OUT>', 'куда записать: .xlsx – с признаками и тем, что выборка покажет; иначе CSV')
    .option('--form <FORM.json...>', 'файлы форм: название предмета и границы отметок для признаков', [])
    .option('--manifest <OUT.json>', 'записать опись: её SHA-256 публикуют до зерна, по ней выборку может повторить каждый')
    .addHelpText('after', `
Работы одного предмета и класса отбираются вместе: файлы с одинаковым набором заданий. Отсутствовавшие не участвуют.
Признаки – повод посмотреть, а не вывод; решает координатор. Повторить выборку: pipeline/draw/verifier/verifier.html.
Коды завершения: 0 – готово; 1 – готово, но часть файлов или строк не учтена (они перечислены); 2 – ни один файл не читается.`)
    .action(sampleCommand)
}

interface Loaded { readonly school: string; readonly results: ResultsForm }

async function sampleCommand(given: readonly string[], options: Options): Promise<void> {
  // «--form A.json F.xlsx»: an option with many values also swallows the files behind it.
  const isForm = (path: string): boolean => extname(path).toLowerCase() === '.json'
  const paths = [...given, ...options.form].filter((path) => !isForm(path))
  const forms = await Promise.all(options.form.filter(isForm).map(loadForm))
  const refused = forms.flatMap((form) => (form.ok ? [] : [form.reason]))
  const files: Loaded[] = []
  for (const path of paths) {
    const loaded = await loadResults(path)
    if (!loaded.ok) { console.error(loaded.reason); process.exitCode = NEEDS_A_PERSON; continue }
    const school = basename(path, extname(path))
    files.push({ school: files.some((file) => file.school === school) ? path : school, results: loaded.value })
  }
  if (files.length === 0 || refused.length > 0) {
    console.error([...refused, ...files.length === 0 ? ['Ни одна форма сбора результатов не прочитана.'] : []].join('\n'))
    process.exitCode = COULD_NOT_RUN
    return
  }
  const strata = groupByWork(files, forms.flatMap((form) => (form.ok ? [form.value] : [])))
  const sources = new Map<string, SampleSource>()
  const works = strata.flatMap(({ name, members }) => members.flatMap(({ school, results }) => results.rows.filter((row) => row.variant !== null).map((row) => {
    const id = `${school}/${row.code}`
    sources.set(id, { school, code: row.code, classNumber: row.classNumber ?? '' })
    return { id, stratum: name }
  })))
  const sample = drawCampaignSample({ works, shareMillionths: options.share, seed: options.seed })
  const risks = strata.map(({ name, work, members }): StratumRisks => ({
    stratum: name, works: works.filter(({ stratum }) => stratum === name).length,
    rows: rankRisks({ work, schools: members.map(({ school, results }): SchoolResults => ({ school, pupils: pupilResults(results, work) })) }),
  }))
  const manifest = buildSampleManifest({ works, shareMillionths: options.share, commitments: [] })
  await writeFile(options.output, extname(options.output).toLowerCase() === '.xlsx' ? await writeWorkbook(sampleSheets({ sample, sources, risks }))
    : writeCsv(sampleRows(sample, sources).map((row) => row.map(String))))
  if (options.manifest !== undefined) await writeFile(options.manifest, manifest.text)
  for (const { stratum, works: population, rows } of risks) {
    const checked = sample.filter((work) => work.stratum === stratum).length
    console.error(`${stratum}: в выборке ${checked} из ${population}. ${howMuchInWords({ population, checked, bad: 0 })}`)
    for (const { school, signs } of rows) for (const { sentence } of signs) console.error(`  ${school}: ${sentence}`)
  }
  console.error(`Работ ${works.length}, в выборке ${sample.length}. SHA-256 описи: ${manifest.sha256}`)
}

interface Stratum { readonly name: string; readonly work: WorkShape; readonly members: readonly Loaded[] }

/** Files with the same tasks are of one work; a form with those tasks gives its name and borders. */
function groupByWork(files: readonly Loaded[], forms: readonly Form[]): Stratum[] {
  const keyOf = ({ tasks }: WorkShape): string => tasks.map(({ id, maxScore }) => `${canonicalTaskId(id)}=${maxScore}`).join()
  const groups = new Map<string, Loaded[]>()
  for (const file of files) groups.set(keyOf(file.results), [...groups.get(keyOf(file.results)) ?? [], file])
  return [...groups].map(([key, members], index) => {
    const form = forms.find((one) => keyOf(one) === key)
    const { tasks } = members[0]?.results as ResultsForm
    return {
      name: form?.title ?? `Работа ${index + 1}: заданий ${tasks.length}, наибольшая сумма ${maxTotal({ tasks: [...tasks] })}`,
      work: { tasks, ...form?.markBorders ? { markBorders: form.markBorders } : {} }, members,
    }
  })
}

async function loadResults(path: string): Promise<Result<ResultsForm, string>> {
  const bytes = await readFile(path).catch(() => null)
  if (!bytes) return refuse(`Файл «${basename(path)}» не открывается: проверьте имя и папку.`)
  const results = await readResultsForm({ bytes })
  if (!results.ok) return refuse(`${basename(path)}: ${RESULTS_FORM_REFUSALS[results.reason]}`)
  for (const { sheet, row, column, message } of results.value.problems) console.error(`${basename(path)}, лист «${sheet}», ячейка ${column}${row}: ${message}`)
  if (results.value.problems.length > 0) process.exitCode = NEEDS_A_PERSON
  return results
}

async function loadForm(path: string): Promise<Result<Form, string>> {
  const text = await readFile(path, 'utf8').catch(() => null)
  try {
    const form = formSchema.safeParse(JSON.parse((text ?? '').replace(/^\uFEFF/, '')))
    if (form.success) return ok(form.data)
  } catch { /* said below */ }
  return refuse(`Файл формы «${basename(path)}» не читается. Проверьте его командой sverka form check.`)
}

/** A share as people write it, `0.01` or `0,01` → millionths, so that nothing is rounded twice. */
function shareOf(text: string): number {
  const value = text.replace(',', '.')
  const millionths = Math.round(Number(value) * 1_000_000)
  if (!/^(0?\.\d{1,6}|0|1(\.0+)?)$/.test(value) || millionths < 1 || millionths > 1_000_000) throw new InvalidArgumentError('Нужна доля больше 0 и не больше 1, например 0.01.')
  return millionths
}

import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { extname, join } from 'node:path'
import type { Command } from 'commander'
import type { BlindCertificate } from '../../pipeline/model/blind-certificate.ts'
import { READING_REASONS, type ReadingReason } from '../../pipeline/model/page-reading.ts'
import { findScans } from '../find-scans.ts'
import { loadFormFile, problemLines, type LoadedForm } from '../form-files.ts'
import type { FormSet, RecognisedPage } from '../recognition/messages.ts'
import { RecogniserPool } from '../recognition/recogniser-pool.ts'

const NEEDS_A_PERSON = 1, COULD_NOT_RUN = 2

interface Options { readonly form: readonly string[]; readonly output: string }

/** One line of `report.json`: what became of a page. `image` is null when nothing was written. */
interface PageReport {
  readonly file: string
  readonly page: number
  readonly image: string | null
  readonly reason: ReadingReason | 'not-certified' | null
  readonly certificate: BlindCertificate | null
}

/** Adds `sverka anonymise`. */
export function registerAnonymise(program: Command): void {
  program.command('anonymise')
    .description('Обезличить сканы: страницы, какими их увидят эксперты, и отчёт о том, что скрыто и проверено')
    .argument('[SCANS...]', 'файлы PDF, TIFF, JPEG, PNG, ZIP или папки с ними')
    .requiredOption('--form <FORM.json...>', 'файлы форм; пустой бланк в PDF лежит рядом с каждым')
    .requiredOption('-o, --output <DIR>', 'папка для страниц и отчёта report.json')
    .addHelpText('after', `
Имена страниц случайны. Связь страниц с файлами есть только в report.json: не передавайте его экспертам.
Страница, на которой после закрашивания что-то осталось видно, не записывается.
Коды завершения: 0 – обезличены все страницы бланков; 1 – часть страниц отклонена (они перечислены); 2 – команда не выполнена.`)
    .action(anonymiseCommand)
}

async function anonymiseCommand(given: readonly string[], { form, output }: Options): Promise<void> {
  // «--form A.json scan.pdf»: an option with many values also swallows the scans behind it.
  const formPaths = form.filter((path) => extname(path).toLowerCase() === '.json')
  const scans = await findScans([...given, ...form.filter((path) => !formPaths.includes(path))])
  const loaded = await Promise.all(formPaths.map(async (path) => ({ path, result: await loadFormFile(path) })))
  const problems = [
    ...loaded.flatMap(({ path, result }) => (result.ok ? [] : [`Форма ${path} не читается.\n${problemLines(result.reason)}`])),
    ...scans.missing.map((path) => `Нет такого файла или папки: ${path}`),
    ...(scans.files.length === 0 && scans.missing.length === 0 ? ['Не указано ни одного скана: назовите файлы PDF, TIFF, JPEG, PNG, ZIP или папки с ними.'] : []),
    ...(formPaths.length === 0 ? ['Не указана форма: --form FORM.json'] : []),
  ]
  if (problems.length > 0) {
    console.error(problems.join('\n'))
    process.exitCode = COULD_NOT_RUN
    return
  }
  await mkdir(output, { recursive: true })
  const forms: FormSet = { key: 'anonymise', forms: loaded.flatMap(({ result }): LoadedForm[] => (result.ok ? [result.value] : [])) }
  const pool = new RecogniserPool({ size: Math.min(2, availableParallelism()) })
  const reports: PageReport[] = []
  try {
    for (const { path, name } of scans.files) {
      for await (const page of pool.walk({ path, name, forms })) reports.push(await anonymisePage({ page, pool, forms, output }))
    }
  } finally {
    pool.close()
  }
  await writeFile(join(output, 'report.json'), `${JSON.stringify(reports, null, 2)}\n`)
  const refused = reports.filter((one) => one.image === null)
  for (const { file, page, reason } of refused) console.error(`${file}, страница ${page}: ${reason === null || reason === 'not-certified' ? 'закрыть всё не удалось, страница не записана' : READING_REASONS[reason]}`)
  console.error(`Обезличено страниц: ${reports.length - refused.length} из ${reports.length}. Отчёт: ${join(output, 'report.json')}`)
  process.exitCode = refused.length > 0 ? NEEDS_A_PERSON : 0
}

async function anonymisePage({ page: { file, page, outcome }, pool, forms, output }: {
  page: RecognisedPage; pool: RecogniserPool; forms: FormSet; output: string
}): Promise<PageReport> {
  const refused = { file, page, image: null, certificate: null } as const
  if (outcome.type === 'refused') return { ...refused, reason: outcome.reason }
  const { registration, image } = outcome
  if (registration.type !== 'matched') return { ...refused, reason: registration.type === 'blank' ? 'blank-page' : registration.reason }
  const blind = await pool.blind({ image: image.bytes, formId: registration.form, formPage: registration.formPage, forms })
  if (!blind.certified) return { ...refused, reason: 'not-certified', certificate: blind.certificate }
  const name = `${randomBytes(16).toString('hex')}.jpg`
  await writeFile(join(output, name), blind.bytes)
  return { file, page, image: name, reason: null, certificate: blind.certificate }
}

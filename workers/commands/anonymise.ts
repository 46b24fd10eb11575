import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { extname, join } from 'node:path'
import type { Command } from 'commander'
import { z } from 'zod'
import type { InkFigures } from '../../pipeline/anonymise/ink-figures.ts'
import { judgeBlind, type Judged } from '../../pipeline/anonymise/judge-blind.ts'
import { LOOK_REASONS } from '../../pipeline/anonymise/look-reasons.ts'
import { wordsToFind } from '../../pipeline/anonymise/words/hidden-words.ts'
import type { BlindPage } from '../../pipeline/anonymise/make-blind-page.ts'
import { handMask, type BlindCertificate, type LookReason } from '../../pipeline/model/blind-certificate.ts'
import { READING_REASONS, type ReadingReason } from '../../pipeline/model/page-reading.ts'
import { findScans } from '../find-scans.ts'
import { loadFormFile, problemLines, type LoadedForm } from '../form-files.ts'
import type { FormSet, RecognisedPage } from '../recognition/messages.ts'
import { RecogniserPool } from '../recognition/recogniser-pool.ts'

const NEEDS_A_PERSON = 1, COULD_NOT_RUN = 2

interface Options { readonly form: readonly string[]; readonly output: string; readonly looked?: string; readonly words?: string }

/** What a person saw on a page: what to hide besides; no masks: nothing tells. */
const lookedPages = z.array(z.object({ file: z.string(), page: z.int(), masks: z.array(handMask) }))
type LookedPage = z.infer<typeof lookedPages>[number]

/** One line of `report.json`: what became of a page. `image` is null when nothing was written. */
interface PageReport {
  readonly file: string
  readonly page: number
  /** Inside the folder; pages that somebody has to look at stand under `look/`. */
  readonly image: string | null
  readonly verdict: Judged['verdict'] | 'refused'
  /** Why a person has to look. */
  readonly look: readonly LookReason[]
  readonly reason: ReadingReason | null
  readonly certificate: BlindCertificate | null
}

/** Adds `sverka anonymise`. */
export function registerAnonymise(program: Command): void {
  program.command('anonymise')
    .description('Обезличить сканы: страницы, какими их увидят эксперты, и отчёт о том, что скрыто и проверено')
    .argument('[SCANS...]', 'файлы PDF, TIFF, JPEG, PNG, ZIP или папки с ними')
    .requiredOption('--form <FORM.json...>', 'файлы форм; пустой бланк в PDF лежит рядом с каждым')
    .requiredOption('-o, --output <DIR>', 'папка для страниц и отчёта report.json')
    .option('--looked <FILE.json>', 'что увидел человек: [{"file", "page", "masks": [{"type": "box", "boxPx": [x, y, ширина, высота]}]}]; пустой список — узнать никого нельзя')
    .option('--words <FILE.txt>', 'слова, которые не должны читаться (фамилии, название школы), по одному в строке: напечатанное слово задержит страницу, пока его не закроют через --looked')
    .addHelpText('after', `
Имена страниц случайны. Связь страниц с файлами есть только в report.json: не передавайте его экспертам.
Страницы, за которые программа не ручается (серый скан с пометками учителя, учитель писал синим), лежат в папке look: их сначала смотрит человек.
Что он увидел, передаётся через --looked.
Коды завершения: 0 – все страницы бланков можно показать; 1 – часть страниц отклонена или ждёт человека (они перечислены); 2 – команда не выполнена.`)
    .action(anonymiseCommand)
}

async function anonymiseCommand(given: readonly string[], { form, output, looked: lookedPath, words: wordsPath }: Options): Promise<void> {
  // «--form A.json scan.pdf»: an option with many values also swallows the scans behind it.
  const formPaths = form.filter((path) => extname(path).toLowerCase() === '.json')
  const scans = await findScans([...given, ...form.filter((path) => !formPaths.includes(path))])
  const loaded = await Promise.all(formPaths.map(async (path) => ({ path, result: await loadFormFile(path) })))
  const looked = lookedPath === undefined ? [] : await readLooked(lookedPath)
  const hidden = wordsPath === undefined ? [] : await readFile(wordsPath, 'utf8').then((text) => text.split(/\r?\n/), () => null)
  const words = wordsToFind({ schoolName: '', hidden: hidden ?? [] })
  const problems = [
    ...loaded.flatMap(({ path, result }) => (result.ok ? [] : [`Форма ${path} не читается.\n${problemLines(result.reason)}`])),
    ...scans.missing.map((path) => `Нет такого файла или папки: ${path}`),
    ...(scans.files.length === 0 && scans.missing.length === 0 ? ['Не указано ни одного скана: назовите файлы PDF, TIFF, JPEG, PNG, ZIP или папки с ними.'] : []),
    ...(formPaths.length === 0 ? ['Не указана форма: --form FORM.json'] : []),
    ...(hidden === null ? [`Файл ${wordsPath} не открывается.`] : []),
    ...(looked === null ? [`Файл ${lookedPath} не читается: нужен JSON вида [{"file": "scan.pdf", "page": 2, "masks": []}].`] : []),
  ]
  if (problems.length > 0) {
    console.error(problems.join('\n'))
    process.exitCode = COULD_NOT_RUN
    return
  }
  await mkdir(join(output, 'look'), { recursive: true })
  const forms: FormSet = { key: 'anonymise', forms: loaded.flatMap(({ result }): LoadedForm[] => (result.ok ? [result.value] : [])) }
  const pool = new RecogniserPool({ size: Math.min(2, availableParallelism()) })
  const reports: PageReport[] = []
  try {
    for (const { path, name } of scans.files) {
      const pages: Blinded[] = []
      for await (const page of pool.walk({ path, name, forms })) pages.push(await blindPage({ page, pool, forms, words, looked: looked ?? [] }))
      reports.push(...await writePages({ pages, output, looked: looked ?? [] }))
    }
  } finally {
    pool.close()
  }
  await writeFile(join(output, 'report.json'), `${JSON.stringify(reports, null, 2)}\n`)
  for (const { file, page, reason, look, verdict } of reports) {
    if (reason !== null) console.error(`${file}, страница ${page}: ${READING_REASONS[reason]}`)
    else if (verdict !== 'fit') console.error(`${file}, страница ${page}: посмотрите сами. ${look.map((one) => LOOK_REASONS[one]).join(' ')}`)
  }
  const count = (verdict: PageReport['verdict']): number => reports.filter((one) => one.verdict === verdict).length
  console.error(`Можно показать экспертам: ${count('fit')} из ${reports.length}; сначала посмотреть (папка look): ${count('look') + count('blocked')}; отклонено: ${count('refused')}. Отчёт: ${join(output, 'report.json')}`)
  const inks = inkLine(reports)
  if (inks) console.error(inks)
  process.exitCode = count('fit') < reports.length ? NEEDS_A_PERSON : 0
}

/** What became of the inks on all pages that lie on their blanks; null without any ink. */
function inkLine(reports: readonly PageReport[]): string | null {
  const known = reports.flatMap(({ certificate }) => (certificate ? [certificate] : []))
  const sum = (px: (one: BlindCertificate) => number | undefined): number => known.reduce((total, one) => total + (px(one) ?? 0), 0)
  const inks = (key: keyof InkFigures): number => sum(({ inkPx }) => inkPx?.[key])
  const share = (kept: number, all: number): string => (all === 0 ? 'нет' : `видно ${(Math.floor((10_000 * kept) / all) / 100).toLocaleString('ru')} % из ${all.toLocaleString('ru')} точек`)
  if (inks('taken') + inks('crossings') + inks('others') === 0) return null
  const dropped = sum(({ dropped: one }) => (one ? one.dust + one.fray + one.border : 0))
  return `Чернила вне закрытых мест, как их различила программа: учительских снято ${inks('taken').toLocaleString('ru')} точек; остальных под ними – ${share(inks('crossingsKept'), inks('crossings'))}; `
    + `остальных – ${share(inks('othersKept'), inks('others'))}. Пылью, краем листа и следами печати сочтено ${dropped.toLocaleString('ru')} точек.`
}

async function readLooked(path: string): Promise<readonly LookedPage[] | null> {
  try {
    return lookedPages.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    return null
  }
}

interface Blinded { readonly file: string; readonly page: number; readonly result: BlindPage | ReadingReason }

async function blindPage({ page: { file, page, outcome }, pool, forms, words, looked }: {
  page: RecognisedPage; pool: RecogniserPool; forms: FormSet; words: readonly string[]; looked: readonly LookedPage[]
}): Promise<Blinded> {
  if (outcome.type === 'refused') return { file, page, result: outcome.reason }
  const { registration, image } = outcome
  if (registration.type !== 'matched') return { file, page, result: registration.type === 'blank' ? 'blank-page' : registration.reason }
  const masks = lookOf(looked, { file, page })?.masks ?? []
  return { file, page, result: await pool.blind({ image: image.bytes, formId: registration.form, formPage: registration.formPage, forms, masks, code: null, byHand: false, words, twin: false }) }
}

const lookOf = (looked: readonly LookedPage[], { file, page }: { file: string; page: number }): LookedPage | undefined =>
  looked.find((one) => one.file === file && one.page === page)

/** The pages of one file are judged together: whose score boxes are empty is judged by the others. */
async function writePages({ pages, output, looked }: { pages: readonly Blinded[]; output: string; looked: readonly LookedPage[] }): Promise<PageReport[]> {
  const certificates = pages.flatMap(({ result }) => (typeof result === 'string' ? [] : [result.certificate]))
  const judged = judgeBlind({ certificates })
  return Promise.all(pages.map(async ({ file, page, result }): Promise<PageReport> => {
    if (typeof result === 'string') return { file, page, image: null, verdict: 'refused', look: [], reason: result, certificate: null }
    const { verdict, reasons } = judged[certificates.indexOf(result.certificate)]!
    const isFit = verdict === 'fit' || (verdict === 'look' && lookOf(looked, { file, page }) !== undefined)
    const image = join(isFit ? '' : 'look', `${randomBytes(16).toString('hex')}.jpg`)
    await writeFile(join(output, image), result.bytes)
    return { file, page, image, verdict: isFit ? 'fit' : verdict, look: reasons, reason: null, certificate: result.certificate }
  }))
}

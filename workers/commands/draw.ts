import { readFile, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { InvalidArgumentError, type Command } from 'commander'
import { VIOLATION_WORDS } from '../../pipeline/draw/check-draw.ts'
import { conductDraw, type ConductedDraw } from '../../pipeline/draw/conduct-draw.ts'
import { describeShortages } from '../../pipeline/draw/describe-shortages.ts'
import { compareDrawTable, writeDrawTable } from '../../pipeline/draw/draw-table.ts'
import { buildManifest } from '../../pipeline/draw/manifest.ts'
import type { DrawRules } from '../../pipeline/draw/problem.ts'
import { findUnknownConflicts, readExpertsTable, readWorksTable, type ReadTable } from '../../pipeline/draw/read-draw-tables.ts'
import { refuse, type Result } from '../../pipeline/model/result.ts'
import type { DrawExpert, DrawWork } from '../../pipeline/model/work.ts'
import { openTable } from '../../pipeline/spreadsheet/open-table.ts'
import { repeatPublished } from './repeat-published.ts'
import { TABLE_REFUSALS, type CellValue } from '../../pipeline/spreadsheet/sheet.ts'

const NEEDS_A_PERSON = 1, COULD_NOT_RUN = 2

interface Options {
  readonly works?: string; readonly experts?: string; readonly seed?: string; readonly graders: number; readonly minYears: number
  readonly reciprocity: boolean; readonly output?: string; readonly verify?: string; readonly manifest?: string
  readonly published?: string; readonly dice?: string; readonly numbers?: string
}

/** `sverka draw`: who grades what, by a seed. */
export function registerDraw(program: Command): void {
  program.command('draw')
    .description('Жеребьёвка: кто из экспертов какую работу проверяет')
    .option('--works <F.csv>', 'работы: work,school,subject,grade и, если есть, class (CSV или xlsx)')
    .option('--experts <F.csv>', 'эксперты: expert,school,subjects,years и, если есть, cap,otherSchools,conflicts; списки в ячейке через «;»')
    .option('--seed <TEXT>', 'зерно: одни и те же таблицы и зерно всегда дают одну и ту же жеребьёвку')
    .option('--graders <число>', 'сколько экспертов проверяют одну работу', wholeFrom(1, 9), 2)
    .option('--min-years <число>', 'наименьший стаж эксперта, лет', wholeFrom(0, 80), 3)
    .option('--no-reciprocity', 'школы не проверяют работы друг друга')
    .option('-o, --output <OUT.csv>', 'куда записать work,expert,round; без него – на стандартный вывод')
    .option('--verify <OUT.csv>', 'повторить жеребьёвку и сравнить с этим файлом')
    .option('--manifest <OUT.json>', 'записать опись: её SHA-256 публикуют до зерна, по ней жеребьёвку может повторить каждый')
    .option('--published <MANIFEST.json>', 'повторить жеребьёвку (или выборку) по опубликованной описи вместо таблиц; с --verify – сравнить')
    .option('--dice <двадцать цифр>', 'с --published: из чего получено зерно')
    .option('--numbers <F.txt>', 'с --published: числа школ, по одной в строке, «школа;число»')
    .addHelpText('after', `
Правила: эксперт не проверяет работы школ, где работает, и школ, с которыми у него конфликт интересов; у экспертов одной работы
разные школы; предмет и стаж подходят; предел нагрузки не превышен; нагрузка поровну. Каждое назначение проверяется ещё раз
отдельной программой. Алгоритм описан в pipeline/draw/README.md: его можно повторить на любом языке; pipeline/draw/verifier/verifier.html
повторяет жеребьёвку в браузере без сети.
Коды завершения: 0 – готово (или файл совпал); 1 – готово, но не каждой работе хватило экспертов, или строки таблиц
не учтены, или файл не совпал: всё это перечислено; 2 – таблица не читается.`)
    .action(drawCommand)
}

async function drawCommand(options: Options): Promise<void> {
  if (options.published !== undefined) return repeat(options.published, options)
  const { seed } = options
  if (options.works === undefined || options.experts === undefined || seed === undefined) {
    console.error('Нужны --works, --experts и --seed или, чтобы повторить опубликованную жеребьёвку, --published.')
    process.exitCode = COULD_NOT_RUN
    return
  }
  const works = await readList(options.works, readWorksTable)
  const experts = await readList(options.experts, readExpertsTable)
  for (const table of [works, experts]) if (!table.ok) console.error(table.reason)
  if (!works.ok || !experts.ok) { process.exitCode = COULD_NOT_RUN; return }
  for (const { expert, name } of findUnknownConflicts(works.value, experts.value)) {
    console.error(`Проверьте: в конфликтах эксперта ${expert} названо «${name}», но такой школы или эксперта в таблицах нет.`)
  }
  const rules: DrawRules = { graders: options.graders, minYears: options.minYears, reciprocity: options.reciprocity ? 'allowed' : 'forbidden' }
  const drawn = conductDraw({ works: works.value, experts: experts.value, seed, rules })
  if (!drawn.ok) {
    const lines = drawn.reason.map(({ work, expert, type }) => `${work}, ${expert}: ${VIOLATION_WORDS[type]}`)
    throw new Error(`the checker refused the draw:\n${lines.join('\n')}`)
  }
  if (options.verify !== undefined) await compare(options.verify, drawn.value)
  const table = writeDrawTable(drawn.value.assignments)
  if (options.output !== undefined) await writeFile(options.output, table)
  else if (options.verify === undefined) process.stdout.write(table)
  reportShortfall(drawn.value)
  const { text, sha256 } = buildManifest({ works: works.value, experts: experts.value, rules, commitments: [] })
  if (options.manifest !== undefined) await writeFile(options.manifest, text)
  console.error(`Работ ${works.value.length}, экспертов ${experts.value.length}, назначений ${drawn.value.assignments.length}. SHA-256 описи: ${sha256}`)
}

/** What a stranger does with the files of the open page: yes, or the first difference. */
async function repeat(manifest: string, options: Options): Promise<void> {
  const repeated = await repeatPublished({ ...options, manifest })
  console.error(repeated.ok ? repeated.value.join('\n') : repeated.reason)
  if (!repeated.ok) process.exitCode = NEEDS_A_PERSON
}

/** A table with its rows' problems printed; refuses with words for the person who sent it. */
async function readList<Item extends DrawWork | DrawExpert>(
  path: string, read: (rows: readonly (readonly CellValue[])[]) => Result<ReadTable<Item>, readonly string[]>,
): Promise<Result<readonly Item[], string>> {
  const name = basename(path)
  const bytes = await readFile(path).catch(() => null)
  if (!bytes) return refuse(`Файл «${name}» не открывается: проверьте имя и папку.`)
  const rows = await openTable(bytes)
  if (!rows.ok) return refuse(`${name}: ${TABLE_REFUSALS[rows.reason]}`)
  const table = read(rows.value)
  if (!table.ok) return refuse(`${name}: в первой строке нет столбцов: ${table.reason.join(', ')}. Добавьте их и повторите.`)
  for (const { row, message } of table.value.problems) console.error(`${name}, строка ${row}: ${message}`)
  if (table.value.problems.length > 0) process.exitCode = NEEDS_A_PERSON
  return { ok: true, value: table.value.items }
}

async function compare(path: string, draw: ConductedDraw): Promise<void> {
  const name = basename(path)
  const bytes = await readFile(path).catch(() => null)
  const rows = bytes ? await openTable(bytes) : null
  if (!rows?.ok) {
    console.error(rows === null ? `Файл «${name}» не открывается: проверьте имя и папку.` : `${name}: ${TABLE_REFUSALS[rows.reason]}`)
    process.exitCode = COULD_NOT_RUN
    return
  }
  const compared = compareDrawTable(rows.value, draw.assignments)
  console.error(compared.ok ? `${name}: жеребьёвка повторена и совпала, назначений ${draw.assignments.length}.` : `${name}: не совпадает с жеребьёвкой. ${compared.reason}`)
  if (!compared.ok) process.exitCode = NEEDS_A_PERSON
}

function reportShortfall({ shortfall, feasibility, assignments }: ConductedDraw): void {
  if (shortfall.length === 0) return
  process.exitCode ??= NEEDS_A_PERSON
  for (const line of describeShortages(feasibility)) console.error(line)
  const missing = new Map<string, number>()
  for (const { work } of shortfall) missing.set(work, (missing.get(work) ?? 0) + 1)
  console.error(`Назначено ${assignments.length}, не назначено ${shortfall.length}. Работы без полной проверки (${missing.size}):`)
  for (const [work, count] of missing) console.error(`  ${work} – не хватает экспертов: ${count}`)
}

const wholeFrom = (least: number, most: number) => (text: string): number => {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < least || value > most) throw new InvalidArgumentError(`Нужно целое число от ${least} до ${most}.`)
  return value
}

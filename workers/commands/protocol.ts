import { readFile, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Command } from 'commander'
import type { ZodError } from 'zod'
import { refuse, ok, type Result } from '../../pipeline/model/result.ts'
import { buildRecheckProtocol, commissionFile, type CommissionFile } from '../../pipeline/protocol/build-recheck-protocol.ts'
import { recheckProtocolText } from '../../pipeline/protocol/document/recheck-protocol.ts'
import { renderDocument } from '../../pipeline/protocol/document/render-document.ts'
import { readRecheckTable, type RecheckTable } from '../../pipeline/protocol/read-recheck-table.ts'
import { readResultsForm, RESULTS_FORM_REFUSALS } from '../../pipeline/results-form/read-results-form.ts'
import type { Form } from '../../pipeline/model/form.ts'
import type { ResultsForm } from '../../pipeline/model/results-form.ts'
import { openTable } from '../../pipeline/spreadsheet/open-table.ts'
import { TABLE_REFUSALS } from '../../pipeline/spreadsheet/sheet.ts'
import { loadFonts } from '../fonts.ts'
import { loadFormFile } from '../form-files.ts'

const NEEDS_A_PERSON = 1
const COULD_NOT_RUN = 2

interface Options { readonly original: string; readonly recheck: string; readonly form: string; readonly commission: string; readonly output: string }

/** `sverka protocol`: the recheck protocol as PDF. */
export function registerProtocol(program: Command): void {
  program.command('protocol')
    .description('Протокол перепроверки (PDF); одни и те же данные дают одни и те же байты')
    .requiredOption('--original <F.xlsx>', 'форма сбора результатов школы')
    .requiredOption('--recheck <F.csv>', 'баллы комиссии: work,expert,task,score, строка на балл; work – код участника (CSV или xlsx)')
    .requiredOption('--form <FORM.json>', 'бланк работы')
    .requiredOption('--commission <F.json>', 'комиссия и школа, см. ниже')
    .requiredOption('-o, --output <OUT.pdf>', 'куда записать протокол')
    .addHelpText('after', `
Файл комиссии (обязательны municipality, school, date, chair):
  {
    "municipality": "Заречный муниципальный округ",
    "school": "МБОУ «СОШ № 3»",
    "date": "2026-05-12",
    "chair": { "name": "Иванова Мария Петровна", "position": "руководитель методического объединения" },
    "members": ["Сидоров Пётр Ильич", "Ёлкина Юлия Андреевна"],
    "number": "17", "order": "приказ комитета образования от 02.04.2026 № 118", "campaign": "Перепроверка ВПР весны 2026 года",
    "worksTotal": 60,
    "thirdExpertRule": { "pointsApart": 2, "zeroAgainstNonZeroUpTo": 2, "whenMarkDiffers": true },
    "checkpoint": null
  }
worksTotal – сколько работ написали участники; без него – все участники формы, кроме отсутствовавших.
Первые два эксперта работы в таблице баллов считаются независимыми, следующий – третьим экспертом: его баллы окончательные.
Коды завершения: 0 – готово; 1 – готово, но часть данных не учтена или не сходится, это перечислено; 2 – данные не читаются.`)
    .action(protocolCommand)
}

async function protocolCommand(options: Options): Promise<void> {
  const form = await openForm(options.form)
  if (!form.ok) return fail(form.reason)
  const inputs = [await openResults(options.original, form.value), await openRecheck(options.recheck, form.value), await openCommission(options.commission)] as const
  const [results, recheck, commission] = inputs
  if (!results.ok || !recheck.ok || !commission.ok) return inputs.forEach((input) => { if (!input.ok) fail(input.reason) })
  const { protocol, unknown } = buildRecheckProtocol({ form: form.value, resultsForm: results.value, gradings: recheck.value.works, commission: commission.value })
  const pdf = await renderDocument({ document: recheckProtocolText(protocol), day: protocol.date, fonts: await loadFonts() })
  await writeFile(options.output, pdf)
  const warnings = [
    ...results.value.problems.map(({ sheet, row, column, message }) => `${basename(options.original)}, лист «${sheet}», ${column}${row}: ${message}`),
    ...recheck.value.problems.map((message) => `${basename(options.recheck)}, ${message}`),
    ...(unknown.length === 0 ? [] : [`В форме сбора результатов нет работ: ${unknown.join(', ')}. Проверьте коды.`]),
  ]
  for (const warning of warnings) console.error(warning)
  if (warnings.length > 0) process.exitCode = NEEDS_A_PERSON
  console.error(`Протокол: работ ${protocol.works.length} из ${protocol.worksTotal}. Файл: ${options.output}`)
}

async function openForm(path: string): Promise<Result<Form, readonly string[]>> {
  const loaded = await loadFormFile(path)
  return loaded.ok ? ok(loaded.value.form) : refuse(loaded.reason.map((problem) => `${basename(path)}${problem.path === '' ? '' : `, ${problem.path}`}: ${problem.message}`))
}

async function openResults(path: string, form: Form): Promise<Result<ResultsForm, readonly string[]>> {
  const bytes = await readFile(path).catch(() => null)
  if (!bytes) return refuse([notOpened(path)])
  const results = await readResultsForm({ bytes, form })
  return results.ok ? results : refuse([`${basename(path)}: ${RESULTS_FORM_REFUSALS[results.reason]}`])
}

async function openRecheck(path: string, form: Form): Promise<Result<RecheckTable, readonly string[]>> {
  const bytes = await readFile(path).catch(() => null)
  if (!bytes) return refuse([notOpened(path)])
  const rows = await openTable(bytes)
  if (!rows.ok) return refuse([`${basename(path)}: ${TABLE_REFUSALS[rows.reason]}`])
  const table = readRecheckTable(rows.value, form)
  return table.ok ? table : refuse([`${basename(path)}: в первой строке нет столбцов: ${table.reason.join(', ')}. Добавьте их и повторите.`])
}

async function openCommission(path: string): Promise<Result<CommissionFile, readonly string[]>> {
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) return refuse([notOpened(path)])
  let json: unknown
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return refuse([`${basename(path)}: это не JSON, проверьте запятые, кавычки и скобки`])
  }
  const parsed = commissionFile.safeParse(json, { reportInput: true })
  return parsed.success ? ok(parsed.data) : refuse(parsed.error.issues.map((issue) => `${basename(path)}: ${issueInWords(issue)}. Образец: sverka protocol --help`))
}

function issueInWords(issue: ZodError['issues'][number]): string {
  if (issue.code === 'unrecognized_keys') return `неизвестные поля: ${issue.keys.join(', ')}`
  const field = issue.path.join('.')
  if (field === '') return 'нужен один объект в { }'
  return issue.input === undefined && issue.code === 'invalid_type' ? `поле ${field} не указано` : `поле ${field} заполнено не так`
}

const notOpened = (path: string): string => `Файл «${basename(path)}» не открывается: проверьте имя и папку.`

function fail(lines: readonly string[]): void {
  for (const line of lines) console.error(line)
  process.exitCode = COULD_NOT_RUN
}

import { readFile, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Command } from 'commander'
import type { ZodError } from 'zod'
import { refuse, ok, type Result } from '../../pipeline/model/result.ts'
import { buildRecheckProtocol, commissionFile, type CommissionFile } from '../../pipeline/protocol/build-recheck-protocol.ts'
import { recheckProtocolText } from '../../pipeline/protocol/document/recheck-protocol.ts'
import { renderDocument } from '../../pipeline/protocol/document/render-document.ts'
import { DEFAULT_WHEN_CLOSE } from '../../pipeline/reconcile/final-scores.ts'
import { reconcileTables } from '../../pipeline/reconcile/reconcile-tables.ts'
import { loadFonts } from '../fonts.ts'
import { loadRecheck } from '../load-recheck.ts'

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
  const [loaded, commission] = [await loadRecheck(options), await openCommission(options.commission)]
  if (!loaded.ok || !commission.ok) {
    for (const line of [...(loaded.ok ? [] : loaded.reason), ...(commission.ok ? [] : commission.reason)]) console.error(line)
    process.exitCode = COULD_NOT_RUN
    return
  }
  const { form, original, recheck, remarks } = loaded.value
  const { works, problems } = reconcileTables({ form, original, recheck, rule: commission.value.thirdExpertRule, whenClose: DEFAULT_WHEN_CLOSE })
  const protocol = buildRecheckProtocol({ form, resultsForm: original, works, commission: commission.value })
  await writeFile(options.output, await renderDocument({ document: recheckProtocolText(protocol), day: protocol.date, fonts: await loadFonts() }))
  for (const line of [...remarks, ...problems]) console.error(line)
  if (remarks.length + problems.length > 0) process.exitCode = NEEDS_A_PERSON
  console.error(`Протокол: работ ${protocol.works.length} из ${protocol.worksTotal}. Файл: ${options.output}`)
}

async function openCommission(path: string): Promise<Result<CommissionFile, readonly string[]>> {
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) return refuse([`Файл «${basename(path)}» не открывается: проверьте имя и папку.`])
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

import { readFile, writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { maxTotal } from '../../pipeline/model/form.ts'
import { readRoster, ROSTER_REFUSALS } from '../../pipeline/results-form/read-roster.ts'
import { loadFonts } from '../fonts.ts'
import { loadFormFile, problemLines, type LoadedForm } from '../form-files.ts'
import { printForm } from '../print-form.ts'

const NEEDS_A_PERSON = 1, COULD_NOT_RUN = 2

/** Adds `sverka form check` and `sverka form print`. */
export function registerForm(program: Command): void {
  const form = program.command('form').description('Файлы форм: проверить, напечатать')
  form.command('check').description('Проверить файл формы поле за полем')
    .argument('<FORM.json>', 'файл формы; пустой бланк в PDF лежит рядом с ним')
    .addHelpText('after', '\nКаждая строка вывода – одно замечание: место в файле и что не так.\nКоды завершения: 0 – замечаний нет, 1 – есть замечания, 2 – файл не читается.')
    .action(checkCommand)
  form.command('print').description('Подготовить бланк к печати')
    .argument('<FORM.json>', 'файл формы; пустой бланк в PDF лежит рядом с ним')
    .requiredOption('-o, --output <OUT.pdf>', 'куда записать PDF')
    .option('--codes <LIST>', 'список кодов (текст или CSV, один код в строке, или форма сбора результатов): по одному экземпляру на код')
    .addHelpText('after', '\nКоды завершения: 0 – готово, 1 – готово, но часть кодов пропущена, 2 – форма или список не читаются.')
    .action(printCommand)
}

async function checkCommand(path: string): Promise<void> {
  const loaded = await loadFormFile(path)
  if (!loaded.ok) {
    console.log(problemLines(loaded.reason))
    console.error(`Замечаний: ${loaded.reason.length}.`)
    // A problem without a place is that of the whole file: it could not be read at all.
    process.exitCode = loaded.reason.some(({ path: place }) => place === '') ? COULD_NOT_RUN : NEEDS_A_PERSON
    return
  }
  const { form } = loaded.value
  console.error(`Форма в порядке: «${form.title}», страниц ${form.pages.length}, заданий ${form.tasks.length}, наибольшая сумма ${maxTotal(form)}.`)
}

async function printCommand(path: string, options: { readonly output: string; readonly codes?: string }): Promise<void> {
  const loaded = await loadFormFile(path)
  if (!loaded.ok) {
    fail(`Форма не читается.\n${problemLines(loaded.reason)}`)
    return
  }
  const codes = options.codes === undefined ? [] : await readCodes(options.codes, loaded.value)
  if (codes === null) return
  const bytes = await printForm({ ...loaded.value, codes, font: (await loadFonts()).sans })
  try {
    await writeFile(options.output, bytes)
  } catch (error) {
    fail(`Файл «${options.output}» не записывается: ${error instanceof Error ? error.message : ''}`)
    return
  }
  const copies = Math.max(1, codes.length)
  console.error(`Записано: ${options.output}, экземпляров ${copies}, страниц ${copies * loaded.value.form.pages.length}.`)
}

/** The codes of a list that fit the form; null when the list cannot be used at all (already said). */
async function readCodes(path: string, { form }: LoadedForm): Promise<readonly string[] | null> {
  const bytes = await readFile(path).catch(() => null)
  if (!bytes) return fail(`Список кодов «${path}» не открывается: проверьте имя и папку.`)
  const roster = await readRoster({ bytes })
  if (!roster.ok) return fail(ROSTER_REFUSALS[roster.reason])
  const fitting = roster.value.codes.filter((code) => code.length === form.code.digits)
  if (fitting.length === 0) return fail(`В списке нет ни одного кода из ${form.code.digits} цифр.`)
  const wrong = roster.value.codes.length - fitting.length
  if (wrong > 0) console.error(`Пропущены коды не из ${form.code.digits} цифр: ${wrong}.`)
  if (roster.value.skippedLines.length > 0) console.error(`Пропущены строки без кода: ${roster.value.skippedLines.join(', ')}.`)
  if (wrong > 0 || roster.value.skippedLines.length > 0) process.exitCode = NEEDS_A_PERSON
  return fitting
}

function fail(message: string): null {
  console.error(message)
  process.exitCode = COULD_NOT_RUN
  return null
}

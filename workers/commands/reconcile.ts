import { writeFile } from 'node:fs/promises'
import { Option, type Command } from 'commander'
import { DEFAULT_THIRD_EXPERT_RULE } from '../../pipeline/model/verdict.ts'
import { countWorks } from '../../pipeline/protocol/count-works.ts'
import { buildComparisonWorkbook } from '../../pipeline/reconcile/comparison-workbook.ts'
import { DEFAULT_WHEN_CLOSE, type WhenClose } from '../../pipeline/reconcile/final-scores.ts'
import { reconcileTables } from '../../pipeline/reconcile/reconcile-tables.ts'
import { loadRecheck } from '../load-recheck.ts'

const NEEDS_A_PERSON = 1, COULD_NOT_RUN = 2

interface Options { readonly original: string; readonly recheck: string; readonly form: string; readonly output: string; readonly close: WhenClose }

/** `sverka reconcile`: what the school gave against what the recheck gave. */
export function registerReconcile(program: Command): void {
  program.command('reconcile')
    .description('Сравнить баллы школы с перепроверкой: книга со сравнением, сводкой и статистикой')
    .requiredOption('--original <F.xlsx>', 'форма сбора результатов школы')
    .requiredOption('--recheck <F.csv>', 'перепроверка: work,expert,task,score, по строке на балл; work – код участника (CSV или xlsx)')
    .requiredOption('--form <FORM.json>', 'файл формы')
    .requiredOption('-o, --output <OUT.xlsx>', 'куда записать книгу')
    .addOption(new Option('--close <как>', 'балл, когда два эксперта расходятся меньше, чем нужно для третьего')
      .choices(['mean-rounded-up', 'mean-rounded-down', 'higher', 'lower']).default(DEFAULT_WHEN_CLOSE))
    .addHelpText('after', `
Первые два эксперта работы независимы, третий – третий: его баллы окончательны там, где первые двое разошлись на 2 балла и больше,
где на задании в 1–2 балла у одного 0, а у другого нет, и на всех разошедшихся заданиях, если разные отметки. X и Н/П – 0 баллов.
Пустой балл – не совпадение: такая работа попадает в «нельзя сравнить».
Коды завершения: 0 – готово; 1 – готово, но часть строк не учтена или что-то ждёт человека (это перечислено); 2 – файл не читается.`)
    .action(reconcileCommand)
}

async function reconcileCommand(options: Options): Promise<void> {
  const loaded = await loadRecheck(options)
  if (!loaded.ok) {
    console.error(loaded.reason.join('\n'))
    process.exitCode = COULD_NOT_RUN
    return
  }
  const { form, original, recheck, remarks } = loaded.value
  const { works, problems } = reconcileTables({ form, original, recheck, rule: DEFAULT_THIRD_EXPERT_RULE, whenClose: options.close })
  const comparisons = works.map(({ comparison }) => comparison)
  const workbook = await buildComparisonWorkbook({
    title: form.title, form, works: comparisons, names: 'code', participants: original.rows.filter((row) => row.variant !== null).length,
    classOf: new Map(works.map(({ comparison, classNumber }) => [comparison.participantCode, classNumber])),
  })
  await writeFile(options.output, workbook)
  for (const line of [...remarks, ...problems]) console.error(line)
  if (remarks.length + problems.length > 0) process.exitCode = NEEDS_A_PERSON
  const counts = countWorks(comparisons)
  console.error(`Перепроверено ${counts.checked}: без расхождений ${counts.withoutDiscrepancy}, завышено ${counts.overstated}, занижено ${counts.understated}, `
    + `баллы расходятся при той же сумме ${counts.differentWithEqualTotal}, нельзя сравнить ${counts.incomplete}; отметка изменилась у ${counts.markChanged}.`)
}

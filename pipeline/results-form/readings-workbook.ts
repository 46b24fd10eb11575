import type { GroupedStack, StackWork } from '../decide/group-works.ts'
import type { Form } from '../model/form.ts'
import { READING_REASONS, type PageReading, type ReadValue } from '../model/page-reading.ts'
import type { ResultsRow } from '../model/results-form.ts'
import type { Sheet } from '../spreadsheet/sheet.ts'
import { resultsSheet } from './write-results-form.ts'

const STATUS_WORDS: Readonly<Record<PageReading['status'], string>> = {
  read: 'прочитана', review: 'проверить', blank: 'пустая', foreign: 'не из бланков', unreadable: 'не открылась',
}

/**
 * What was read from a stack as sheets: for each form the works in the layout of the results form, where everything that needs a person is
 * shaded, and a list of all pages with their reasons in words.
 */
export function readingsSheets({ forms, decided }: {
  readonly forms: readonly Form[]
  readonly decided: GroupedStack & { readonly readings: readonly PageReading[] }
}): readonly Sheet[] {
  const used = forms.filter((form) => decided.works.some((work) => work.form === form.id))
  return [
    ...used.map((form) => worksSheet({
      form, readings: decided.readings, works: decided.works.filter((work) => work.form === form.id),
      name: used.length === 1 ? 'Протокол' : `Протокол ${form.id}`.slice(0, 31),
    })),
    pagesSheet(decided.readings),
  ]
}

function worksSheet({ form, name, works, readings }: { form: Form; name: string; works: readonly StackWork[]; readings: readonly PageReading[] }): Sheet {
  const shades: { row: number; column: number; tone: 'doubtful' }[] = []
  const rows = works.map((work, r): ResultsRow => {
    const pages = work.pages.map(({ index }) => readings[index] as PageReading)
    const take = (value: ReadValue | undefined, column: number): string => {
      if (!value || value.status === 'review' || value.reasons?.length) shades.push({ row: r + 2, column: column + 1, tone: 'doubtful' })
      return value?.value ?? ''
    }
    const scores = form.tasks.map((task, t) => [task.id, take(leadScore(pages, task.id), 2 + t)] as const)
    return {
      code: work.code, scores: Object.fromEntries(scores), classNumber: null, journalMark: null,
      variant: take(pages.find((page) => page.variant?.status === 'read')?.variant ?? pages.find((page) => page.variant)?.variant, 1),
      total: take(pages.find((page) => page.total)?.total, form.tasks.length + 4),
    }
  })
  return { ...resultsSheet({ tasks: form.tasks, rows }), name, shades }
}

/** The table's cell (it is on the first page and comes first), else the first box. */
const leadScore = (pages: readonly PageReading[], task: string): ReadValue | undefined =>
  pages.flatMap((page) => page.scores ?? []).filter((score) => score.task === task).sort((a, b) => a.box - b.box)[0]

const pagesSheet = (readings: readonly PageReading[]): Sheet => ({
  name: 'Страницы', headerRow: 1, columnWidths: [32, 10, 16, 24, 10, 14, 10, 80],
  rows: [
    ['Файл', 'Страница', 'Состояние', 'Бланк', 'Страница бланка', 'Код участника', 'Вариант', 'Что проверить'],
    ...readings.map((reading) => [
      reading.file, reading.page, STATUS_WORDS[reading.status], reading.form, reading.formPage, reading.code?.value ?? null, reading.variant?.value ?? null,
      reading.reasons.map((reason) => READING_REASONS[reason]).join('; '),
    ]),
  ],
  shades: readings.flatMap(({ status }, i) => (status === 'read' || status === 'blank' ? [] : [{ row: i + 2, column: 3, tone: status === 'unreadable' ? 'bad' as const : 'doubtful' as const }])),
})

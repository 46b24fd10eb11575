import type { DecidedStack } from '../../pipeline/decide/decide-stack.ts'
import { READING_REASONS, type PageReading } from '../../pipeline/model/page-reading.ts'

const MOST_LINES = 60
const STATUS_WORDS: readonly (readonly [PageReading['status'], string])[] =
  [['read', 'прочитано'], ['review', 'посмотреть человеку'], ['blank', 'пустых'], ['foreign', 'не из данных бланков'], ['unreadable', 'не открылось']]

/** A decided stack in words: how many pages came to what, and each page, work or file that needs a person. */
export function describeStack({ readings, works }: DecidedStack): string {
  const counts = STATUS_WORDS.flatMap(([status, words]) => {
    const count = readings.filter((reading) => reading.status === status).length
    return count > 0 ? [`${words} ${count}`] : []
  })
  const pages = readings.filter(({ status }) => status !== 'read' && status !== 'blank')
    .map(({ file, page, reasons }) => `${file}, стр. ${page}: ${reasons.map((reason) => READING_REASONS[reason]).join('; ') || 'прочитано неуверенно'}`)
  const missing = works.filter((work) => work.missing.length > 0).map(({ code, form, missing: pagesMissing }) => `Работа ${code} (${form}): нет страниц ${pagesMissing.join(', ')}`)
  const lines = [...pages, ...missing]
  return [
    `Страниц ${readings.length}: ${counts.join(', ')}. Работ ${works.length}.`,
    ...lines.slice(0, MOST_LINES), ...(lines.length > MOST_LINES ? [`… и ещё ${lines.length - MOST_LINES}.`] : []),
  ].join('\n')
}

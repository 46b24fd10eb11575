import { accountsOf } from './found-campaign.ts'
import type { DemoResult } from './run-demo.ts'
import { tallyTable } from './tally-readings.ts'

const ROLE_NAMES = { school: 'координатор школы', expert: 'эксперт', chair: 'председатель комиссии', municipality: 'муниципальный координатор' } as const

/** What a visitor wants to know at the end: how well it was read, where the files lie, how to get in. */
export function resultText({ result, password, running }: { readonly result: DemoResult; readonly password: string; readonly running: boolean }): string {
  const { pages, doubts, looked, graded, municipality } = result
  const lines = [
    '', 'Прочитано машиной (до ответов людей) против того, что написано на самом деле:', tallyTable(result.tallies),
    `Страниц отсканировано ${pages.scanned}, учтено ${pages.accounted}. Вопросов координаторам: ${doubts}. Обезличенных страниц просмотрено человеком: ${looked}. Проверок экспертами: ${graded}.`,
    '', `Подписанный протокол: ${result.protocolPdf}`, `Сравнение баллов:     ${result.comparisonXlsx}`,
  ]
  if (!running) return lines.join('\n')
  const accounts = accountsOf(municipality)
  const shown = (['municipality', 'chair', 'school', 'expert'] as const).flatMap((role) => accounts.filter((one) => one.role === role))
    .filter((one) => one.role !== 'expert' || one.subjects.includes('Русский язык'))
  return [
    ...lines, '', `Сервер работает: ${result.server.url}   пароль у всех: ${password}`,
    ...shown.map((one) => `  ${one.login.padEnd(14)} ${ROLE_NAMES[one.role].padEnd(27)} ${one.name}`),
    '', 'Русский язык распределён и ждёт проверки: войдите экспертом. Ключ для подписи председателя — chair.p12 рядом с протоколом, пароль «demo».', 'Остановить: Ctrl+C',
  ].join('\n')
}

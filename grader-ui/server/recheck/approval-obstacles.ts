import type { RecheckState, SchoolRecheck } from './school-recheck.ts'

const WORDS: Readonly<Record<Exclude<RecheckState, 'complete'>, (ciphers: string) => string>> = {
  'not-anonymised': (ciphers) => `Ещё не обезличены работы: ${ciphers}. Подождите минуту.`,
  'needs-look': (ciphers) => `Ждут школьного координатора: ${ciphers}. На их страницах могли остаться пометки учителя или личные данные, и эксперты их пока не видят. Попросите школу открыть раздел «Обезличивание».`,
  'not-drawn': (ciphers) => `Не распределены между экспертами: ${ciphers}. Жеребьёвку проводит муниципальный координатор.`,
  'grading': (ciphers) => `Эксперты ещё не сдали: ${ciphers}.`,
  'third-open': (ciphers) => `Третий эксперт ещё не сдал: ${ciphers}.`,
  'third-missing': (ciphers) => `Нужен третий эксперт, но назначить некого: ${ciphers}. Муниципальный координатор должен добавить эксперта по предмету из другой школы и провести жеребьёвку ещё раз.`,
}
const NAMED = 6

/** What stands in the way of approving a protocol, in words that say who moves it on; empty when nothing does. Works are named by cipher. */
export function approvalObstacles({ works, staged, keptBack }: SchoolRecheck): readonly string[] {
  const obstacles: string[] = []
  if (works.length === 0) obstacles.push(keptBack > 0 ? `Экспертам нечего проверять: ответы нельзя показать по одному у всех переданных работ (${keptBack}).` : 'Школа ещё не передала ни одной работы.')
  if (staged > 0) obstacles.push(`Школа ещё не передала работ: ${staged}. Она должна передать их или убрать.`)
  for (const [state, words] of Object.entries(WORDS)) {
    const ciphers = works.filter((work) => work.state === state).map((work) => work.comparison.workCipher)
    if (ciphers.length > 0) obstacles.push(words(ciphers.length <= NAMED ? ciphers.join(', ') : `${ciphers.slice(0, NAMED).join(', ')} и ещё ${ciphers.length - NAMED}`))
  }
  return obstacles
}

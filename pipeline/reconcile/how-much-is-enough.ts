import { checksToExclude, mostBad, type Checked } from './statistics/hypergeometric.ts'

/** What a recheck of a part allows to say about the whole, with 95 % confidence. */
export interface HowMuch extends Checked {
  /** At most so many of all may be bad; the share is of the population. */
  readonly mostBad: number
  readonly mostBadShare: number
  /** How many would have to be checked, all good, to exclude more than 10 % bad. */
  readonly neededToExcludeTenth: number
}

/** Works out what so many checked works, so many of them with a discrepancy, say about all works. `checked` ≤ `population`, `bad` ≤ `checked`. */
export function howMuchIsEnough(checked: Checked): HowMuch {
  const most = mostBad(checked)
  return {
    ...checked, mostBad: most, mostBadShare: checked.population === 0 ? 0 : most / checked.population,
    neededToExcludeTenth: checksToExclude({ population: checked.population, share: 0.1 }),
  }
}

/** The same in one sentence for the protocol. */
export function howMuchInWords(checked: Checked): string {
  const { population, bad, mostBadShare, neededToExcludeTenth } = howMuchIsEnough(checked)
  if (population === 0 || checked.checked === 0) return 'Пока ничего не проверено: обо всех работах судить не по чему.'
  if (checked.checked >= population) return `Проверены все работы: с расхождениями ${bad} из ${population}.`
  const sentence = `При ${bad} работах с расхождениями из ${checked.checked} проверенных доля таких работ среди всех ${population} может достигать ${percent(mostBadShare)} % (надёжность 95 %, если работы выбраны случайно).`
  return neededToExcludeTenth <= checked.checked ? sentence
    : `${sentence} Чтобы исключить долю больше 10 %, нужно проверить ${neededToExcludeTenth} работ и не найти ни одного расхождения.`
}

const percent = (share: number): string => (Math.round(share * 1000) / 10).toLocaleString('ru', { maximumFractionDigits: 1 })

const MONTHS = ['января', 'февраля', 'марта', 'апреля', 'мая', 'июня', 'июля', 'августа', 'сентября', 'октября', 'ноября', 'декабря']

/** `2026-05-12` → `12 мая 2026 г.` with no-break spaces. */
export function longDate(day: string): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  return `${date}\u00a0${MONTHS[month - 1]}\u00a0${year}\u00a0г.`
}

/** The form of a word that a number asks for: 1 работа, 2 работы, 5 работ, 11 работ, 21 работа. */
export function plural(count: number, [one, few, many]: readonly [string, string, string]): string {
  const [tens, units] = [Math.abs(count) % 100, Math.abs(count) % 10]
  if (tens >= 11 && tens <= 14) return many
  if (units === 1) return one
  return units >= 2 && units <= 4 ? few : many
}

/** `3 работы`, the two held together. */
export const countOf = (count: number, words: readonly [string, string, string]): string => `${count}\u00a0${plural(count, words)}`

export const WORKS = ['работа', 'работы', 'работ'] as const

/** A share in per cent with a comma and one decimal: `12,5 %`; «—» of nothing. */
export const percent = (part: number, whole: number): string => whole === 0 ? '—' : `${((100 * part) / whole).toFixed(1).replace('.', ',')}\u00a0%`

/** A difference with its sign and a real minus: `+2`, `−1`, `0`. */
export const signed = (value: number): string => value > 0 ? `+${value}` : value < 0 ? `−${-value}` : '0'

/**
 * What may stand in a score cell: a whole number as digits, `X` (the pupil did not attempt the task), `Н/П` (topic not
 * covered at the school) or nothing. Letters are kept in one alphabet: X Latin, Н/П Cyrillic.
 */
export type ScoreValue = string

export const NOT_ATTEMPTED = 'X'
export const TOPIC_NOT_COVERED = 'Н/П'
export const EMPTY = ''

/** Latin letters that look like Cyrillic ones → Cyrillic, so that `4K1` and `4К1` meet. */
const CYRILLIC_TWINS: Readonly<Record<string, string>> = { A: 'А', B: 'В', C: 'С', E: 'Е', H: 'Н', K: 'К', M: 'М', O: 'О', P: 'Р', T: 'Т', X: 'Х' }

/** One spelling for a task's id: `8(1)` = `8.1` = `8,1`, Latin K = Cyrillic К, no spaces, upper case. */
export function canonicalTaskId(id: string): string {
  return id.trim().toUpperCase().replace(/\s+/g, '')
    .replace(/[ABCEHKMOPTX]/g, (letter) => CYRILLIC_TWINS[letter] ?? letter)
    .replace(/\((\d+)\)/g, '.$1').replace(/,/g, '.')
}

/**
 * A score as people type or write it → its one spelling, or null when it is none.
 * `х`, `X`, `-`, `–` mean not attempted; `н/п`, `НП`, `h/п` mean topic not covered; spaces only mean empty.
 */
export function canonicalScore(text: string | number | null | undefined): ScoreValue | null {
  const value = String(text ?? '').trim().toUpperCase()
  if (value === '') return EMPTY
  if (/^\d{1,2}$/.test(value)) return String(Number(value))
  if (/^[XХ]$/.test(value) || /^[-–—−]$/.test(value)) return NOT_ATTEMPTED
  return /^[НHN]\s*[/\\]?\s*[ПPN]$/.test(value) ? TOPIC_NOT_COVERED : null
}

/** Points that a score is worth in a sum: digits count, `X` and `Н/П` are 0, empty is null. */
export function pointsOf(value: ScoreValue): number | null {
  if (value === EMPTY) return null
  return value === NOT_ATTEMPTED || value === TOPIC_NOT_COVERED ? 0 : Number(value)
}

/** May this score stand for a task of this maximum? */
export const isAllowedScore = (value: ScoreValue, maxScore: number): boolean =>
  value === NOT_ATTEMPTED || value === TOPIC_NOT_COVERED || (/^\d+$/.test(value) && Number(value) <= maxScore)

import type { Assignment } from '../model/work.ts'
import { ok, refuse, type Result } from '../model/result.ts'
import { readCsv, writeCsv } from '../spreadsheet/csv.ts'
import { byWorkThenRound } from './board.ts'

const COLUMNS = ['work', 'expert', 'round'] as const

/** The table of a draw as CSV: `work,expert,round`, sorted by work (code units), then round. */
export const writeDrawTable = (assignments: readonly Assignment[]): string =>
  writeCsv([COLUMNS, ...[...assignments].sort(byWorkThenRound).map((entry) => [entry.work, entry.expert, entry.round])])

/**
 * Compares a table of a draw (its rows, the header first) with the draw repeated from the same inputs and seed. Refuses with the
 * first difference, in words.
 */
export const compareDrawTable = (rows: readonly (readonly unknown[])[], assignments: readonly Assignment[]): Result<'same', string> =>
  compareTables({ rows, repeated: writeDrawTable(assignments) })

/** Compares a table (its rows, the header first) with the CSV that the same inputs and seed give again, in its first `columns`. Refuses with the first difference, in words. */
export function compareTables({ rows, repeated, columns }: { readonly rows: readonly (readonly unknown[])[]; readonly repeated: string; readonly columns?: number }): Result<'same', string> {
  const text = (cells: readonly unknown[]): string => cells.slice(0, columns).map((cell) => String(cell ?? '')).join(',')
  const given = rows.map(text)
  while (given.length > 0 && /^,*$/.test(given.at(-1) as string)) given.pop()
  const own = readCsv(new TextEncoder().encode(repeated))
  if (!own.ok) throw new Error('the repeated table cannot be read back')
  const drawn = own.value.map(text)
  for (let i = 0; i < Math.max(given.length, drawn.length); i++) {
    if (given[i] === drawn[i]) continue
    const inFile = given[i] === undefined ? 'строки нет' : `«${given[i]}»`
    const inDraw = drawn[i] === undefined ? 'строки быть не должно' : `«${drawn[i]}»`
    return refuse(`Первое отличие — строка ${i + 1}: в файле ${inFile}, по жеребьёвке ${inDraw}.`)
  }
  return ok('same')
}

import { ok, refuse, type Result } from '../model/result.ts'
import type { TableRefusal } from './sheet.ts'

/** A header stands within so many lines. */
const HEAD_LINES = 30

/**
 * Rows of a CSV file as people's programs save them: UTF-8 with or without BOM, UTF-16 with BOM, else Windows-1251;
 * separated by `;`, tab or `,` (whichever a line of the first thirty has most of, outside quotes); quotes as in RFC 4180; any line end.
 * Lines without any text are kept as `['']`, so that row numbers stay those of the file. Refuses binary data.
 */
export function readCsv(bytes: Uint8Array): Result<readonly (readonly string[])[], TableRefusal> {
  const text = decodeText(bytes)
  return text.ok ? ok(splitCsv(text.value)) : text
}

/** Text of a file saved as UTF-8, UTF-16 with BOM or Windows-1251. Refuses what has NUL characters: it is no text. */
export function decodeText(bytes: Uint8Array): Result<string, TableRefusal> {
  const text = decode(bytes)
  return text.includes('\0') ? refuse('broken-table') : ok(text)
}

/** Rows as CSV: UTF-8, commas, `\n`, quotes only where needed. */
export function writeCsv(rows: readonly (readonly (string | number | null)[])[]): string {
  return rows.map((row) => row.map((cell) => quote(String(cell ?? ''))).join(',') + '\n').join('')
}

function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1251').decode(bytes)
  }
}

function splitCsv(text: string): string[][] {
  const separator = separatorOf(text)
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const character = text[i] as string
    if (quoted) {
      if (character !== '"') cell += character
      else if (text[i + 1] === '"') { cell += '"'; i++ } else quoted = false
    } else if (character === '"' && cell.trim() === '') { quoted = true; cell = '' }
    else if (character === separator) { row.push(cell); cell = '' }
    else if (character === '\n' || character === '\r') {
      if (character === '\r' && text[i + 1] === '\n') i++
      rows.push([...row, cell])
      row = []
      cell = ''
    } else cell += character
  }
  if (cell !== '' || row.length > 0) rows.push([...row, cell])
  return rows.map((cells) => cells.map((value) => value.trim()))
}

/** Titles above a table have few separators or others: the line that has most of one tells. */
function separatorOf(text: string): string {
  const lines = text.slice(0, 20_000).split(/[\r\n]+/, HEAD_LINES).map((line) => line.replace(/"[^"]*"/g, ''))
  const counts = lines.flatMap((line) => [';', '\t', ','].map((separator) => ({ separator, count: line.split(separator).length - 1 })))
  return counts.reduce((best, next) => (next.count > best.count ? next : best), { separator: ',', count: 0 }).separator
}

/** A cell that a spreadsheet program would run as a formula is written with an apostrophe before it. */
const quote = (value: string): string => {
  const safe = /^[=@\t\r]|^[+-](?!\d*([.,]\d+)?$)/.test(value) ? `'${value}` : value
  return /[",\n\r;]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe
}

import type { Align, Cell, CellText, Column, Table } from './blocks.ts'
import type { Face } from './open-pdf.ts'
import { pt, type Paper } from './paper.ts'
import { wrapText } from './wrap-text.ts'

const LEADING = 1.18
/** Air beside the words: narrow score columns have little to spare. */
const padX = (width: number): number => Math.min(3, width * 0.07)
const PAD_Y = 1.5
const HAIR = 0.4
const LINE_GRAY = 0.45

/** Lines that belong together in a cell, ready to be drawn. */
interface Part { readonly lines: readonly string[]; readonly face: Face; readonly tint: boolean; readonly height: number }
interface LaidCell { readonly parts: readonly Part[]; readonly column: Column; readonly x: number; readonly width: number }
interface LaidRow { readonly cells: readonly LaidCell[]; readonly height: number }

/**
 * Draws a table over as many pages as it needs. Its header stands again on every page, a row is never cut in two. A row must
 * fit on one page: a row that cannot is a bug of the caller, and throws.
 */
export function drawTable(paper: Paper, table: Table): void {
  const scale = paper.width / pt(table.columns.reduce((sum, column) => sum + column.widthMm, 0))
  const lay = (cells: readonly Cell[], heading: boolean): LaidRow => layRow({ paper, table, cells, scale: Math.min(1, scale), heading })
  const header = lay(table.columns.map((column) => column.header), true)
  const rows = table.rows.map((row) => lay(row, false))
  const drawHeader = (): void => drawRow({ paper, row: header, size: table.sizePt, heading: true })
  paper.need(header.height + (rows[0]?.height ?? 0))
  drawHeader()
  for (const row of rows) {
    if (header.height + row.height > paper.pageRoom) throw new RangeError('drawTable: a row is higher than a page')
    if (paper.need(row.height)) drawHeader()
    drawRow({ paper, row, size: table.sizePt, heading: false })
  }
}

function layRow({ paper, table, cells, scale, heading }: {
  readonly paper: Paper; readonly table: Table; readonly cells: readonly Cell[]; readonly scale: number; readonly heading: boolean
}): LaidRow {
  let x = paper.left
  const laid = table.columns.map((column, index): LaidCell => {
    const width = pt(column.widthMm) * scale
    const parts = textsOf(cells[index] ?? '').map((text) => layPart({ paper, text, width, size: table.sizePt, heading }))
    x += width
    return { parts, column, x: x - width, width }
  })
  // Halves of a stack are equally high in the whole row, so that their middle lines meet.
  const half = Math.max(...laid.filter((cell) => cell.parts.length === 2).flatMap((cell) => cell.parts.map((part) => part.height)), 0)
  return { cells: laid, height: Math.max(2 * half, ...laid.map((cell) => cell.parts.length === 1 ? cell.parts[0]!.height : 0)) }
}

const textsOf = (cell: Cell): readonly CellText[] =>
  (typeof cell === 'object' && 'stack' in cell ? cell.stack : [cell]).map((text) => typeof text === 'string' ? { text } : text)

function layPart({ paper, text, width, size, heading }: {
  readonly paper: Paper; readonly text: CellText; readonly width: number; readonly size: number; readonly heading: boolean
}): Part {
  const face: Face = text.bold === true || heading ? 'sansBold' : 'sans'
  const lines = wrapText({ text: text.text, width: width - 2 * padX(width), measure: (words) => paper.measure(words, face, size) })
  return { lines, face, tint: text.tint === true || heading, height: lines.length * size * LEADING + 2 * PAD_Y }
}

function drawRow({ paper, row, size, heading }: { readonly paper: Paper; readonly row: LaidRow; readonly size: number; readonly heading: boolean }): void {
  const top = paper.top
  for (const cell of row.cells) {
    const height = row.height / cell.parts.length
    for (const [index, part] of cell.parts.entries()) {
      const y = top + index * height
      if (part.tint) paper.fill({ x: cell.x, y, width: cell.width, height, gray: heading ? 0.92 : 0.84 })
      const firstBaseline = y + (height - part.lines.length * size * LEADING) / 2 + size * 0.92
      for (const [at, line] of part.lines.entries()) {
        const x = aligned({ align: heading ? 'center' : cell.column.align, cell, textWidth: paper.measure(line, part.face, size) })
        paper.write({ text: line, x, baseline: firstBaseline + at * size * LEADING, face: part.face, size })
      }
    }
  }
  drawGrid(paper, row, top)
  paper.down(row.height)
}

const aligned = ({ align, cell, textWidth }: { readonly align: Align; readonly cell: LaidCell; readonly textWidth: number }): number => {
  if (align === 'left') return cell.x + padX(cell.width)
  return align === 'right' ? cell.x + cell.width - padX(cell.width) - textWidth : cell.x + (cell.width - textWidth) / 2
}

function drawGrid(paper: Paper, { cells, height }: LaidRow, top: number): void {
  const [first, last] = [cells[0], cells.at(-1)]
  if (!first || !last) return
  const right = last.x + last.width
  const line = { width: HAIR, gray: LINE_GRAY }
  for (const y of [top, top + height]) paper.rule({ x: first.x, y, toX: right, toY: y, ...line })
  for (const x of [...cells.map((cell) => cell.x), right]) paper.rule({ x, y: top, toX: x, toY: top + height, ...line })
  for (const cell of cells.filter((each) => each.parts.length === 2))
    paper.rule({ x: cell.x, y: top + height / 2, toX: cell.x + cell.width, toY: top + height / 2, width: HAIR / 2, gray: 0.7 })
}

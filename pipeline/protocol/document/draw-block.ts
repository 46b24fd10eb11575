import type { Block, Fact, SignatureLine } from './blocks.ts'
import { drawTable } from './draw-table.ts'
import type { Face } from './open-pdf.ts'
import { pt, type Paper } from './paper.ts'
import { wrapText } from './wrap-text.ts'

const LEADING = 1.25
const BODY = 10
const SMALL = 7.5

/** Draws one block where the paper stands and moves on below it. A heading stays with the block that follows it. */
export function drawBlock(paper: Paper, block: Block, next?: Block): void {
  switch (block.type) {
    case 'title': return drawTitle(paper, block)
    case 'heading': return drawHeading(paper, block.text, next)
    case 'paragraph': return drawParagraph(paper, block.text, block.size === 'small' ? SMALL : BODY)
    case 'facts': return drawFacts(paper, block.rows)
    case 'table':
      drawTable(paper, block.table)
      return paper.down(pt(3))
    case 'signatures': return drawSignatures(paper, block.lines)
  }
}

function drawTitle(paper: Paper, { text, subtitle }: Extract<Block, { type: 'title' }>): void {
  centred(paper, { text, face: 'serifBold', size: 15 })
  if (subtitle !== undefined) centred(paper, { text: subtitle, face: 'serif', size: 11 })
  paper.down(pt(3))
}

function centred(paper: Paper, { text, face, size }: { readonly text: string; readonly face: Face; readonly size: number }): void {
  for (const line of wrapText({ text, width: paper.width, measure: (words) => paper.measure(words, face, size) })) {
    paper.write({ text: line, x: paper.left + (paper.width - paper.measure(line, face, size)) / 2, baseline: paper.top + size, face, size })
    paper.down(size * LEADING)
  }
}

function drawHeading(paper: Paper, text: string, next: Block | undefined): void {
  const size = 11
  const below = next?.type === 'facts' ? Math.min(next.rows.length * BODY * LEADING, paper.pageRoom / 2) : next?.type === 'paragraph' ? pt(12) : pt(25)
  paper.need(size * LEADING + pt(3) + below)
  paper.down(pt(2))
  paper.write({ text, x: paper.left, baseline: paper.top + size, face: 'serifBold', size })
  paper.down(size * LEADING + pt(1))
}

function drawParagraph(paper: Paper, text: string, size: number): void {
  const face: Face = size === SMALL ? 'sans' : 'serif'
  for (const line of wrapText({ text, width: paper.width, measure: (words) => paper.measure(words, face, size) })) {
    paper.need(size * LEADING)
    paper.write({ text: line, x: paper.left, baseline: paper.top + size, face, size })
    paper.down(size * LEADING)
  }
  paper.down(pt(1.5))
}

function drawFacts(paper: Paper, rows: readonly Fact[]): void {
  const labelWidth = Math.max(...rows.map((row) => paper.measure(row.label, 'sans', BODY - 1)), 0) + pt(4)
  for (const { label, value } of rows) {
    const lines = wrapText({ text: value, width: paper.width - labelWidth, measure: (words) => paper.measure(words, 'serif', BODY) })
    paper.need(lines.length * BODY * LEADING)
    paper.write({ text: label, x: paper.left, baseline: paper.top + BODY, face: 'sans', size: BODY - 1, gray: 0.3 })
    for (const line of lines) {
      paper.write({ text: line, x: paper.left + labelWidth, baseline: paper.top + BODY, face: 'serif', size: BODY })
      paper.down(BODY * LEADING)
    }
  }
  paper.down(pt(2))
}

function drawSignatures(paper: Paper, lines: readonly SignatureLine[]): void {
  const [roleWidth, signWidth, height] = [pt(58), pt(62), pt(14)]
  const nameX = paper.left + roleWidth + signWidth + pt(4)
  // A few signatures stand together: none is left alone on a page, away from who signs beside it.
  paper.need(Math.min(lines.length, 4) * height)
  for (const { role, name, place } of lines) {
    const wrap = (text: string, width: number): readonly string[] => wrapText({ text, width, measure: (words) => paper.measure(words, 'serif', BODY) })
    const [roleLines, nameLines] = [wrap(role, roleWidth - pt(3)), wrap(name, paper.left + paper.width - nameX)]
    // What stands below the line's own baseline uses up the air to the next line first.
    const extra = Math.max(0, (Math.max(roleLines.length, nameLines.length) - 1) * BODY * LEADING - pt(1))
    paper.need(height + extra)
    const baseline = paper.top + pt(11)
    for (const [index, line] of roleLines.entries()) paper.write({ text: line, x: paper.left, baseline: baseline + index * BODY * LEADING, face: 'serif', size: BODY })
    for (const [index, line] of nameLines.entries()) paper.write({ text: line, x: nameX, baseline: baseline + index * BODY * LEADING, face: 'serif', size: BODY })
    const lineY = baseline + 1.5
    paper.rule({ x: paper.left + roleWidth, y: lineY, toX: paper.left + roleWidth + signWidth, toY: lineY, width: 0.5 })
    const caption = 'подпись'
    paper.write({ text: caption, x: paper.left + roleWidth + (signWidth - paper.measure(caption, 'sans', 6)) / 2, baseline: lineY + 6.5, face: 'sans', size: 6, gray: 0.4 })
    if (place !== undefined) paper.name({ name: place, x: paper.left + roleWidth, y: lineY - pt(11), width: signWidth, height: pt(11) })
    paper.down(height + extra)
  }
  paper.down(pt(3))
}

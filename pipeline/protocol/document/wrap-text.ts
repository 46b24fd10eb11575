/**
 * Words → lines no wider than the column. Breaks at spaces, after hyphens and slashes, at given line breaks, and inside a word
 * only when the word alone is too wide. No-break spaces hold. An empty text is one empty line.
 */
export function wrapText({ text, width, measure }: { readonly text: string; readonly width: number; readonly measure: (text: string) => number }): readonly string[] {
  return text.split('\n').flatMap((paragraph) => wrapParagraph(paragraph, width, measure))
}

function wrapParagraph(text: string, width: number, measure: (text: string) => number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const piece of text.match(/[^ \-/]*[-/]|[^ \-/]+ *| +/g) ?? []) {
    if (measure((line + piece).trimEnd()) <= width) { line += piece; continue }
    if (line.trim() !== '') lines.push(line.trimEnd())
    const whole = cutToWidth(piece, width, measure)
    lines.push(...whole.slice(0, -1))
    line = whole.at(-1) ?? ''
  }
  return [...lines, line.trimEnd()]
}

/** A piece too wide for any line, cut into parts that fit; at least one character each. */
function cutToWidth(piece: string, width: number, measure: (text: string) => number): readonly string[] {
  const parts: string[] = []
  let part = ''
  for (const letter of piece) {
    if (part !== '' && measure((part + letter).trimEnd()) > width) {
      parts.push(part)
      part = ''
    }
    part += letter
  }
  return [...parts, part]
}

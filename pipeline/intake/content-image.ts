/** `[a b c d e f]` of ISO 32000-1, 8.3.4: x' = a x + c y + e, y' = b x + d y + f. */
export type PdfMatrix = readonly [number, number, number, number, number, number]

/** Operators that change no pixel of a page whose only mark is one image. */
const HARMLESS = new Set(['i', 'ri', 'w', 'J', 'j', 'M', 'd', 'MP', 'DP', 'BMC', 'BDC', 'EMC', 'n', 'W', 'W*', 'BT', 'ET',
  'Tf', 'Td', 'TD', 'Tm', 'T*', 'Tc', 'Tw', 'Tz', 'TL', 'Ts', 'BX', 'EX'])
const SHOWS_TEXT = new Set(['Tj', 'TJ', '\'', '"'])

const multiply = (m: PdfMatrix, n: PdfMatrix): PdfMatrix => [
  m[0] * n[0] + m[1] * n[2], m[0] * n[1] + m[1] * n[3], m[2] * n[0] + m[3] * n[2], m[2] * n[1] + m[3] * n[3],
  m[4] * n[0] + m[5] * n[2] + n[4], m[4] * n[1] + m[5] * n[3] + n[5],
]

interface GraphicsState { readonly matrix: PdfMatrix; readonly textMode: number; readonly blackFill: boolean }

/**
 * The one image that a content stream draws and where: resource name, matrix of the unit square, whether the fill colour was
 * black (what a stencil mask is painted with). Null when the page draws anything else that can be seen: those pages need a
 * real renderer. Invisible text (an OCR layer, text mode 3) is passed over. `pageBox`: a clip must leave at least that visible.
 */
export function contentImage(content: string, pageBox: readonly [number, number, number, number]):
{ readonly name: string; readonly matrix: PdfMatrix; readonly blackFill: boolean } | null {
  let state: GraphicsState = { matrix: [1, 0, 0, 1, 0, 0], textMode: 0, blackFill: true }
  const saved: GraphicsState[] = []
  let found: { name: string; matrix: PdfMatrix; blackFill: boolean } | null = null
  let operands: string[] = []
  const number = (fromEnd: number): number => Number(operands[operands.length - fromEnd] ?? NaN)
  const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => number(count - i))

  for (const token of tokens(content)) {
    if (token === null) return null
    if (!isOperator(token)) {
      operands.push(token)
      if (operands.length > 5000) return null
      continue
    }
    if (token === 'q') saved.push(state)
    else if (token === 'Q') state = saved.pop() ?? state
    else if (token === 'cm') {
      const matrix = numbers(6)
      if (matrix.some(Number.isNaN)) return null
      state = { ...state, matrix: multiply(matrix as unknown as PdfMatrix, state.matrix) }
    } else if (token === 'Do') {
      const name = operands.at(-1)
      if (found || !name?.startsWith('/')) return null
      found = { name: name.slice(1), matrix: state.matrix, blackFill: state.blackFill }
    } else if (token === 're') {
      if (!rectangleCovers(numbers(4), state.matrix, pageBox)) return null
    } else if (token === 'g') state = { ...state, blackFill: number(1) === 0 }
    else if (token === 'rg') state = { ...state, blackFill: numbers(3).every((v) => v === 0) }
    else if (token === 'Tr') state = { ...state, textMode: number(1) }
    else if (SHOWS_TEXT.has(token)) { if (state.textMode !== 3) return null } else if (!HARMLESS.has(token)) return null
    operands = []
  }
  return found
}

const isOperator = (token: string): boolean => /^[A-Za-z'"]/.test(token) && token !== 'true' && token !== 'false' && token !== 'null'

function rectangleCovers(rectangle: readonly number[], m: PdfMatrix, [left, bottom, right, top]: readonly [number, number, number, number]): boolean {
  const [x, y, w, h] = rectangle as [number, number, number, number]
  if (m[1] !== 0 || m[2] !== 0) return false
  const xs = [m[0] * x + m[4], m[0] * (x + w) + m[4]], ys = [m[3] * y + m[5], m[3] * (y + h) + m[5]]
  const slack = 1
  return Math.min(...xs) <= left + slack && Math.max(...xs) >= right - slack && Math.min(...ys) <= bottom + slack && Math.max(...ys) >= top - slack
}

/**
 * Words of a content stream; strings, dictionaries and arrays come as one word each, its opening bracket. Null: an inline image or an
 * unclosed bracket.
 */
function* tokens(content: string): Generator<string | null> {
  let at = 0
  while (at < content.length) {
    const c = content[at]!
    if (/\s|\0/.test(c)) at++
    else if (c === '%') while (at < content.length && content[at] !== '\n' && content[at] !== '\r') at++
    else if (c === '(' || c === '[' || c === '<') {
      const end = closingOf(content, at)
      if (end < 0) return yield null
      yield c
      at = end
    } else {
      let end = at + 1
      while (end < content.length && !/[\s\0()<>[\]/%]/.test(content[end]!)) end++
      const word = content.slice(at, end)
      at = end
      yield word === 'BI' ? null : word
      if (word === 'BI') return
    }
  }
}

/** Index after the bracket that closes the one at `start`; strings inside are skipped; −1: never closed. */
function closingOf(content: string, start: number): number {
  let depth = 0
  for (let at = start; at < content.length; at++) {
    const c = content[at]!
    if (c === '(') {
      let level = 1
      for (at++; at < content.length && level > 0; at++) {
        if (content[at] === '\\') at++
        else if (content[at] === '(') level++
        else if (content[at] === ')') level--
      }
      at--
    } else if (c === '[' || c === '<') { depth++; continue } else if (c === ']' || c === '>') depth--
    if (depth === 0) return at + 1
  }
  return -1
}

/**
 * What the ink of a page says, before anybody decides: likelihoods, not labels, so that a decision over many pages can weigh
 * them. Plain data: it is stored as JSON beside the reading and can be decided again when more is known.
 */

/** A symbol of a number cell: `''` (empty), `'0'`…`'99'`, `'X'`, `'Н/П'`, or `'other'` for ink that is none of these. */
export type CellSymbol = string

/** Symbol → P(symbol | ink) under a flat prior. Sums to 1; what is absent is 0. */
export type SymbolLikelihoods = Readonly<Record<CellSymbol, number>>

export interface CellEvidence {
  readonly likelihoods: SymbolLikelihoods
  /** The cell shows a crossed-out value beside a new one: the likelihoods speak of the new one, a person must look. */
  readonly corrected: boolean
  /** Where the field was found on the straightened page, px: refined on its own printed lines. [x, y, width, height] */
  readonly boxPx: readonly [number, number, number, number]
}

export interface ScoreEvidence extends CellEvidence {
  readonly task: string
  /** Counts the score fields of one task from 0, over all pages in form order. */
  readonly box: number
  readonly place: 'table' | 'margin'
}

/**
 * The participant code as a lattice of ways to read its row. Nodes 0…`nodes`−1 lie between digits from left to right; an edge is one digit with
 * log P(it is digit d, and nothing else stands up to there) for d = 0…9; edges may lie side by side. A way from node 0 to the last node with exactly
 * as many edges as the code has digits is one reading of the row. Printed cells give a chain.
 */
export interface CodeEvidence {
  readonly nodes: number
  readonly edges: readonly { readonly from: number; readonly to: number; readonly logDigits: readonly number[] }[]
  /** P(nothing is written in the box). */
  readonly empty: number
  readonly boxPx: readonly [number, number, number, number]
}

/** The printed variant as the header reader saw it; null when it found none. */
export interface VariantEvidence { readonly value: string | null; readonly confidence: number }

export interface PageEvidence {
  readonly form: string
  readonly formPage: number
  readonly code?: CodeEvidence
  /** What the barcode says, its own check passed; null when none was found where the form has one. */
  readonly barcode?: string | null
  readonly variant?: VariantEvidence
  readonly scores: readonly ScoreEvidence[]
  readonly total?: CellEvidence
  readonly mark?: CellEvidence
}

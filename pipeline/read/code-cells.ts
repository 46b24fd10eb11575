import type { CodeEvidence } from '../model/evidence.ts'
import { classIndex } from './classes.ts'
import type { FieldInk } from './field-ink.ts'
import { joinParts, partOf, type InkPart } from './ink-parts.ts'
import { emptyWithoutInk, ownParts } from './own-parts.ts'

/** A printed cell without ink is each digit with this probability: the code stays readable but never sure. */
const EMPTY_CELL_DIGIT = 1e-4
const SMALLEST = 1e-9
const SPECK_PX = 25
/** Ink wider than this share of a cell reaches into the next. */
const SPANS = 1.25

/** The ink of each printed cell of a code: parts go to the cell in which their middle lies, what spans two cells is cut at the line between them. */
export function codeCells(field: FieldInk, cells: number): (InkPart | null)[] {
  const [x, , w] = field.box
  const cellWide = w / cells
  const cellOf = (px: number): number => Math.max(0, Math.min(cells - 1, Math.floor((px - x) / cellWide)))
  const bins: InkPart[][] = Array.from({ length: cells }, () => [])
  for (const part of ownParts(field)) {
    if (part.right - part.left + 1 <= cellWide * SPANS) { bins[cellOf((part.left + part.right) / 2)]?.push(part); continue }
    for (let cell = 0; cell < cells; cell++) {
      const pixels = part.pixels.filter((i) => cellOf(i % field.width) === cell)
      if (pixels.length > SPECK_PX) bins[cell]?.push(partOf(pixels, field.width))
    }
  }
  return bins.map((bin) => (bin.length === 0 ? null : joinParts(bin)))
}

/** Printed cells as a lattice with one way; `votes` has the network's word on each cell, null where there was no ink. */
export function cellsEvidence(field: FieldInk, votes: readonly (readonly number[] | null)[], boxPx: CodeEvidence['boxPx']): CodeEvidence {
  const edges = votes.map((said, from) => ({
    from, to: from + 1, logDigits: Array.from({ length: 10 }, (_, digit) => Math.log(Math.max(SMALLEST, said ? said[digit] ?? 0 : EMPTY_CELL_DIGIT))) }))
  const inked = votes.filter((said) => said !== null)
  // Nothing written: no ink, or nothing but what the network calls dirt.
  const empty = inked.length === 0 ? emptyWithoutInk(field, ownParts(field)) : inked.reduce((least, said) => Math.min(least, said[classIndex('noise')] ?? 0), 1)
  return { nodes: votes.length + 1, edges, empty, boxPx }
}

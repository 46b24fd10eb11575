import { expect, test } from 'vitest'
import { INK_CLASSES } from '../../../pipeline/read/classes.ts'
import { cellsEvidence, codeCells } from '../../../pipeline/read/code-cells.ts'
import { bestCode } from '../../../pipeline/read/code-lattice.ts'
import { codeField, FIVE_STROKES } from './code-field.ts'

const vote = (digit: number, p: number): number[] => INK_CLASSES.map((_, k) => (k === digit ? p : (1 - p) / (INK_CLASSES.length - 1)))

test('ink goes to the printed cell in which it lies', () => {
  expect(codeCells(codeField([[70, 45, 8, 60], [330, 45, 8, 60]]), 5).map((part) => part !== null)).toEqual([true, false, false, true, false])
})

test('ink across two cells is cut at the line between them', () => {
  const cells = codeCells(codeField([[40, 60, 150, 10]]), 5)
  expect(cells.map((part) => part !== null)).toEqual([true, true, false, false, false])
  expect(cells[0]!.right).toBeLessThan(cells[1]!.left)
})

test('a cell without ink leaves the code readable but never sure', () => {
  const field = codeField(FIVE_STROKES)
  const evidence = cellsEvidence(field, [vote(7, 0.99), vote(0, 0.99), null, vote(1, 0.99), vote(3, 0.99)], [0, 0, 1, 1])
  expect(bestCode(evidence, 5)?.value).toMatch(/^70\d13$/)
  expect(bestCode(evidence, 5)?.probability).toBeLessThan(0.2)
  expect(evidence.empty).toBeLessThan(0.01)
})

test('a box without ink is empty, doubtfully so where ink was left out', () => {
  expect(cellsEvidence(codeField([]), [null, null, null], [0, 0, 1, 1]).empty).toBeGreaterThan(0.999)
  expect(cellsEvidence(codeField([[0, 26, 500, 12]]), [null, null, null], [0, 0, 1, 1]).empty).toBe(0.5)
})

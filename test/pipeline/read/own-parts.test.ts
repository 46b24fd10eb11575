import { describe, expect, it } from 'vitest'
import { inkLeftOut, ownParts } from '../../../pipeline/read/own-parts.ts'
import { codeField, FIVE_STROKES } from './code-field.ts'

describe('the own ink of a code box', () => {
  it('is its digits, without the black edge of a scan and without specks', () => {
    const field = codeField([...FIVE_STROKES, [0, 26, 500, 12], [420, 80, 3, 3]])
    expect(ownParts(field).map(({ left }) => left).sort((a, b) => a - b)).toEqual([59, 119, 179, 239, 299])
  })

  it('keeps a code written in one stroke, even where it reaches out of the crop', () => {
    expect(ownParts(codeField([...FIVE_STROKES, [60, 70, 248, 6], [304, 0, 6, 60]]))).toHaveLength(1)
  })

  it('leaves out what is not its own, and tells how much that is', () => {
    const field = codeField([[0, 26, 500, 12]])
    expect(ownParts(field)).toEqual([])
    expect(inkLeftOut(field, [])).toBeGreaterThan(1000)
    expect(inkLeftOut(codeField(FIVE_STROKES), ownParts(codeField(FIVE_STROKES)))).toBe(0)
  })
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wrapText } from '../../../pipeline/protocol/document/wrap-text.ts'

const measure = (text: string): number => text.length

test('breaks at spaces, after hyphens and slashes, and at given line breaks', () => {
  expect(wrapText({ text: 'школьный координатор', width: 12, measure })).toEqual(['школьный', 'координатор'])
  expect(wrapText({ text: 'физико-математический', width: 15, measure })).toEqual(['физико-', 'математический'])
  expect(wrapText({ text: '№\nп/п', width: 12, measure })).toEqual(['№', 'п/п'])
  expect(wrapText({ text: '', width: 12, measure })).toEqual([''])
})

test('cuts a word only when the word alone is too wide', () => {
  expect(wrapText({ text: 'a abcdefgh b', width: 4, measure })).toEqual(['a', 'abcd', 'efgh', 'b'])
})

test('holds what a no-break space joins', () => {
  expect(wrapText({ text: 'всего 12\u00a0работ', width: 9, measure })).toEqual(['всего', '12\u00a0работ'])
})

test('loses no letter and never exceeds the width', () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom('а', 'б', ' ', '-', '/', 'ю') }), fc.integer({ min: 1, max: 12 }), (text, width) => {
    const lines = wrapText({ text, width, measure })
    expect(lines.every((line) => line.length <= width)).toBe(true)
    expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
  }))
})

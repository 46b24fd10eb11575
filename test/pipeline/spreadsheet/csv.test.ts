import { expect, test } from 'vitest'
import { readCsv, writeCsv } from '../../../pipeline/spreadsheet/csv.ts'

const rows = [['код', 'имя'], ['70001', 'а; б'], ['', '']]
const text = 'код;имя\r\n70001;"а; б"\r\n;\r\n'
const cp1251 = (value: string): Uint8Array => Uint8Array.from([...value].map((c) => (c >= 'А' ? c.charCodeAt(0) - 0x410 + 0xc0 : c.charCodeAt(0))))
const utf16 = (value: string): Uint8Array => new Uint8Array(Buffer.from('\uFEFF' + value, 'utf16le'))

test.each([
  ['UTF-8', new Uint8Array(Buffer.from(text))],
  ['UTF-8 with BOM', new Uint8Array(Buffer.from('\uFEFF' + text))],
  ['Windows-1251', cp1251(text)],
  ['UTF-16 with BOM', utf16(text)],
  ['commas', new Uint8Array(Buffer.from('код,имя\n70001,а; б\n,\n'))],
  ['tabs and no last line end', new Uint8Array(Buffer.from('код\tимя\n70001\tа; б\n\t'))],
])('%s is read as the same rows', (_, bytes) => {
  expect(readCsv(bytes)).toEqual({ ok: true, value: rows })
})

test('quotes may hold quotes, separators and line ends', () => {
  expect(readCsv(Buffer.from('a,b\n"x ""y"", z\nw",2\n'))).toEqual({ ok: true, value: [['a', 'b'], ['x "y", z\nw', '2']] })
})

test('binary data is no table', () => {
  expect(readCsv(Uint8Array.from([65, 0, 66, 44, 0]))).toEqual({ ok: false, reason: 'broken-table' })
})

test('what is written is read back, and a formula is disarmed', () => {
  const written = writeCsv([['work', 'score'], ['a,"b"', '-'], ['=HYPERLINK("x")', -2], [null, '+7']])
  expect(readCsv(Buffer.from(written))).toEqual({ ok: true, value: [['work', 'score'], ['a,"b"', '-'], [`'=HYPERLINK("x")`, '-2'], ['', '+7']] })
})

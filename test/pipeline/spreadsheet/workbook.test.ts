import { deflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { checkArchive, SCHOOL_TABLE_LIMITS } from '../../../pipeline/spreadsheet/check-archive.ts'
import { columnLetters } from '../../../pipeline/spreadsheet/sheet.ts'
import { readWorkbook, writeWorkbook } from '../../../pipeline/spreadsheet/workbook.ts'

const sheets = [
  { name: 'Протокол', rows: [['Код участника', '1 (2б)'], [], ['70001', 2, null, 'X'], [null, true]], headerRow: 1, columnWidths: [12, 8] },
  { name: 'Служебный', rows: [] },
]

test('what is written is read back, cell by cell, at the same rows and columns', async () => {
  const read = await readWorkbook(await writeWorkbook(sheets))
  expect(read).toEqual({ ok: true, value: [
    { name: 'Протокол', rows: [['Код участника', '1 (2б)'], [], ['70001', 2, null, 'X'], [null, true]] },
    { name: 'Служебный', rows: [] },
  ] })
})

test('the same sheets give the same bytes', async () => {
  expect(await writeWorkbook(sheets)).toEqual(await writeWorkbook(sheets))
})

test('text that looks like a formula stays text', async () => {
  const bytes = await writeWorkbook([{ name: 'A', rows: [['=1+1']] }])
  const read = await readWorkbook(bytes)
  expect(read.ok && read.value[0]?.rows[0]).toEqual(['=1+1'])
  expect(new TextDecoder('latin1').decode(bytes)).not.toContain('<f>')
})

test('a formula counts as its stored result', async () => {
  const read = await readWorkbook(xlsx('<row r="1"><c r="A1"><v>2</v></c><c r="B1"><f>A1+3</f><v>5</v></c><c r="C1" t="str"><f>"X"</f><v>X</v></c></row>'))
  expect(read.ok && read.value[0]?.rows).toEqual([[2, 5, 'X']])
})

test('a sheet that claims a million rows but holds two cells is two cells', async () => {
  const read = await readWorkbook(xlsx('<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="B2"><v>2</v></c></row>', '<dimension ref="A1:XFD1048576"/>'))
  expect(read.ok && read.value[0]?.rows).toEqual([[1], [null, 2]])
})

test('a cell in the millionth row is too large, not a million empty rows', async () => {
  expect(await readWorkbook(xlsx('<row r="1048576"><c r="A1048576"><v>1</v></c></row>'))).toEqual({ ok: false, reason: 'table-too-large' })
})

test('a bomb is refused by what it really unpacks to, whatever its directory states', async () => {
  const bomb = zip([['[Content_Types].xml', Buffer.alloc(64 * 2 ** 20, 32)]])
  bomb.writeUInt32LE(10, bomb.length - 22 - 46 - '[Content_Types].xml'.length + 24)
  expect(await readWorkbook(bomb)).toEqual({ ok: false, reason: 'table-too-large' })
})

test('a merged area, a rule and a formula over a whole sheet are one cell', async () => {
  const area = 'A1:XFD1048576'
  const row = `<row r="1"><c r="A1"><f t="shared" ref="${area}" si="0">1+1</f><v>2</v></c></row>`
  const areas = `<mergeCells count="1"><mergeCell ref="${area}"/></mergeCells>`
    + `<dataValidations count="1"><dataValidation type="list" sqref="${area}"><formula1>"a"</formula1></dataValidation></dataValidations>`
  const read = await readWorkbook(xlsx(row, '', areas))
  expect(read.ok && read.value.map(({ rows }) => rows)).toEqual([[[2]]])
})

test('a school’s own table is held to less than a municipality’s', () => {
  const large = zip([['[Content_Types].xml', Buffer.alloc(12 * 2 ** 20, 32)]])
  expect([checkArchive(large).ok, checkArchive(large, SCHOOL_TABLE_LIMITS)]).toEqual([true, { ok: false, reason: 'table-too-large' }])
})

test('entities in a workbook are refused', async () => {
  const lol = '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet/>'
  expect(checkArchive(zip([['[Content_Types].xml', Buffer.from(lol)]]))).toEqual({ ok: false, reason: 'broken-table' })
})

test.each([
  ['nothing', new Uint8Array(), 'not-a-workbook'],
  ['a text file', Buffer.from('Код участника;Вариант\n70001;1\n70002;1'), 'not-a-workbook'],
  ['an old .xls or an encrypted .xlsx', Buffer.from('d0cf11e0a1b11ae1000000000000', 'hex'), 'old-or-encrypted'],
  ['a ZIP of something else', zip([['a.txt', Buffer.from('a')]]), 'not-a-workbook'],
  ['a ZIP cut in half', zip([['[Content_Types].xml', Buffer.from('abc')]]).subarray(0, 40), 'broken-table'],
])('%s is refused with its reason', async (_, bytes, reason) => {
  expect(await readWorkbook(bytes)).toEqual({ ok: false, reason })
})

test('a workbook damaged anywhere is refused or read, but never throws', async () => {
  const whole = await writeWorkbook(sheets)
  for (let at = 0; at < whole.length; at += 97) {
    const broken = Uint8Array.from(whole)
    broken[at] = (broken[at] as number) ^ 0xff
    const read = await readWorkbook(broken)
    expect(read.ok || read.reason.length > 0).toBe(true)
  }
})

test('columns are named as a spreadsheet program names them', () => {
  expect([1, 26, 27, 52, 703].map(columnLetters)).toEqual(['A', 'Z', 'AA', 'AZ', 'AAA'])
})

function xlsx(rows: string, before = '', after = ''): Uint8Array {
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const relations = 'http://schemas.openxmlformats.org/package/2006/relationships'
  return zip(([
    ['[Content_Types].xml', '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
      + 'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>'],
    ['_rels/.rels', `<Relationships xmlns="${relations}"><Relationship Id="r1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`],
    ['xl/workbook.xml', `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>`],
    ['xl/_rels/workbook.xml.rels', `<Relationships xmlns="${relations}"><Relationship Id="r1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`],
    ['xl/worksheets/sheet1.xml', `<worksheet xmlns="${main}">${before}<sheetData>${rows}</sheetData>${after}</worksheet>`],
  ] as const).map(([name, text]) => [name, Buffer.from(text)] as const))
}

function zip(files: readonly (readonly [string, Buffer])[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, content] of files) {
    const packed = deflateRawSync(content)
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(20, 4)
    local.writeUInt16LE(8, 8)
    local.writeUInt32LE(content.length < 2 ** 20 ? crc32(content) : 0, 14)
    local.writeUInt32LE(packed.length, 18)
    local.writeUInt32LE(content.length, 22)
    local.writeUInt16LE(Buffer.byteLength(name), 26)
    const central = Buffer.alloc(46)
    central.writeUInt32LE(0x02014b50, 0)
    local.copy(central, 6, 4, 28)
    central.writeUInt16LE(Buffer.byteLength(name), 28)
    central.writeUInt32LE(offset, 42)
    parts.push(local, Buffer.from(name), packed)
    directory.push(central, Buffer.from(name))
    offset += 30 + Buffer.byteLength(name) + packed.length
  }
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(Buffer.concat(directory).length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, ...directory, end])
}

function crc32(bytes: Buffer): number {
  let crc = ~0
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}

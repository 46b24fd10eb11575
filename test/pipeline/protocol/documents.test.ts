import { describe, expect, test } from 'vitest'
import { renderPdfPage } from '../../../pipeline/intake/render-pdf.ts'
import { recheckProtocol } from '../../../pipeline/model/recheck-protocol.ts'
import { countWorks } from '../../../pipeline/protocol/count-works.ts'
import type { Block, Cell, DocumentText } from '../../../pipeline/protocol/document/blocks.ts'
import { expertSheetText } from '../../../pipeline/protocol/document/expert-sheet.ts'
import { recheckProtocolText } from '../../../pipeline/protocol/document/recheck-protocol.ts'
import { renderDocument } from '../../../pipeline/protocol/document/render-document.ts'
import { signMemoText } from '../../../pipeline/protocol/document/sign-memo.ts'
import { summaryReportText } from '../../../pipeline/protocol/document/summary-report.ts'
import { transferActText } from '../../../pipeline/protocol/document/transfer-act.ts'
import { loadFonts } from '../../../workers/fonts.ts'
import { protocolOf } from './example-protocol.ts'

const fonts = await loadFonts()
const render = (document: DocumentText): Promise<Uint8Array> => renderDocument({ document, day: '2026-05-12', fonts })
const pageCount = (pdf: Uint8Array): number => [...Buffer.from(pdf).toString('latin1').matchAll(/\/Type \/Page\b(?!s)/g)].length
const tableOf = (document: DocumentText) => {
  const block = document.blocks.find((each): each is Extract<Block, { type: 'table' }> => each.type === 'table')
  if (!block) throw new Error('the document has no table')
  return block.table
}
const wordsOf = (cell: Cell | undefined): string => {
  if (cell === undefined || typeof cell === 'string') return cell ?? ''
  return 'stack' in cell ? cell.stack.map(wordsOf).join('/') : cell.text
}
const factsOf = (document: DocumentText): Record<string, string> =>
  Object.fromEntries(document.blocks.flatMap((block) => block.type === 'facts' ? block.rows.map((row) => [row.label, row.value]) : []))

/** Dark pixels of a page in a band given in millimetres from its top. */
async function inkInBand({ pdf, page, fromMm, toMm }: { readonly pdf: Uint8Array; readonly page: number; readonly fromMm: number; readonly toMm: number }): Promise<number> {
  const raster = await renderPdfPage({ bytes: pdf, page, dpi: 72 })
  const row = (mm: number): number => Math.round((mm * 72) / 25.4) * raster.width * raster.channels
  return raster.data.subarray(row(fromMm), row(toMm)).filter((value) => value < 192).length / raster.channels
}

describe('a rendered document', () => {
  test('shows its letters: different letters are different ink, not blanks or boxes', async () => {
    const inks = await Promise.all(['Ж', '1', 'ё'].map(async (letter) =>
      inkInBand({ pdf: await render({ title: 'Проба', landscape: false, blocks: [{ type: 'title', text: letter.repeat(30) }] }), page: 1, fromMm: 14, toMm: 24 })))
    for (const ink of inks) expect(ink).toBeGreaterThan(150)
    expect(new Set(inks).size).toBe(3)
  })
  test('has a number and its title at the foot of every page', async () => {
    const pdf = await render(recheckProtocolText(protocolOf({ tasks: 27, works: 24 })))
    expect(pageCount(pdf)).toBe(3)
    for (const page of [1, 2, 3]) expect(await inkInBand({ pdf, page, fromMm: 198, toMm: 204 })).toBeGreaterThan(60)
  })
  test('is the same to the byte for the same data', async () => {
    const document = recheckProtocolText(protocolOf({ tasks: 11, works: 5 }))
    expect(Buffer.from(await render(document)).equals(Buffer.from(await render(document)))).toBe(true)
  })
  test('never loses a row between pages', async () => {
    const rows = Array.from({ length: 150 }, (_, index) => [`строка ${index}`])
    const pdf = await render({ title: 'Много строк', landscape: false, blocks: [{ type: 'table', table: { sizePt: 8, columns: [{ header: 'Один столбец', widthMm: 60, align: 'left' }], rows } }] })
    const raster = await Promise.all(Array.from({ length: pageCount(pdf) }, (_, index) => renderPdfPage({ bytes: pdf, page: index + 1, dpi: 100 })))
    // The lines across the table, counted down a column of pixels without letters: every page has its rows, a header and a closing line.
    const lines = raster.reduce((sum, page) => {
      const x = Math.round((75 * 100) / 25.4)
      const dark = Array.from({ length: page.height }, (_, y) => page.data[(y * page.width + x) * page.channels]! < 215)
      const edges = dark.filter((isDark, y) => isDark && !dark[y - 1]).length
      return sum + edges
    }, 0)
    // A header's ground is as light as paper here, so a page of n rows shows n + 2 lines.
    expect(lines).toBe(150 + 2 * raster.length)
  })
})

describe('the recheck protocol', () => {
  const protocol = protocolOf({ tasks: 11, works: 10 })
  const document = recheckProtocolText(protocol)

  test('example data passes its own schema and stays as it is', () => {
    expect(recheckProtocol.parse(protocol)).toEqual(protocol)
  })
  test('has a row a work with both scores of every task, both totals, their difference and both marks', () => {
    const { columns, rows } = tableOf(document)
    expect(columns.map((column) => wordsOf(column.header).replace('\n', ' '))).toEqual(
      ['№ п/п', 'Код работы', 'Вар.', 'зад./макс.', ...protocol.tasks.map((task) => `${task.id}/${task.maxScore}`), 'Сумма баллов', 'Разность', 'Отметка', 'Отметка изменилась', 'Примечание'])
    expect(rows).toHaveLength(10)
    const work = protocol.works[8]!
    expect(rows[8]!.map(wordsOf)).toEqual(['9', '70009', '1', 'ОО/пер.', ...work.tasks.map((task) => `${task.original}/${task.recheck}`),
      `${work.originalTotal}/${work.recheckTotal}`, '+4', '4/3', 'да', ''])
  })
  test('marks a difference so that it survives a black-and-white copy', () => {
    const work = protocol.works[8]!
    const cells = tableOf(document).rows[8]!.slice(4, 15)
    for (const [index, verdict] of work.tasks.entries())
      expect(cells[index]).toEqual({ stack: [verdict.original, verdict.recheck].map((text) => verdict.type === 'agreed' ? { text } : { text, bold: true, tint: true }) })
  })
  test('shows a missing score as a dash and counts the work as not comparable', () => {
    const [first] = protocol.works
    const works = [{ ...first!, tasks: [{ type: 'missing', task: '1', original: '1', recheck: null } as const], recheckTotal: null, recheckMark: null, markChanged: false }]
    const text = recheckProtocolText({ ...protocol, works })
    expect(tableOf(text).rows[0]!.slice(4, 6).map(wordsOf)).toEqual(['1/—', '—/—'])
    expect(factsOf(text)).toMatchObject({ 'Без расхождений': '0 (0,0\u00a0%)', 'Сравнить нельзя: нет части баллов': '1 (100,0\u00a0%)' })
  })
  test('counts every work in exactly one group', () => {
    const { checked, withoutDiscrepancy, overstated, understated, differentWithEqualTotal, incomplete, markChanged } = countWorks(protocol.works)
    expect(withoutDiscrepancy + overstated + understated + differentWithEqualTotal + incomplete).toBe(checked)
    expect(factsOf(document)).toMatchObject({
      'Перепроверено': '10\u00a0работ из 40 (25,0\u00a0%)', 'Проверено работ': '10', 'Без расхождений': `${withoutDiscrepancy} (30,0\u00a0%)`,
      'Сумма баллов завышена': `${overstated} (40,0\u00a0%)`, 'Сумма баллов занижена': `${understated} (20,0\u00a0%)`, 'Отметка изменилась': `${markChanged} (20,0\u00a0%)`,
    })
  })
  test('names the commission with a line and a place for each signature', () => {
    const lines = document.blocks.flatMap((block) => block.type === 'signatures' ? block.lines : [])
    expect(lines.map((line) => [line.role, line.name, line.place])).toEqual([
      ['Председатель комиссии', 'Иванова Мария Петровна, руководитель районного методического объединения учителей физики', 'signature-chair'],
      ['Члены комиссии', 'Сидоров Пётр Ильич', 'signature-member-1'], ['', 'Ёлкина Юлия Андреевна', 'signature-member-2'],
    ])
  })
  test.each([[3, false], [11, true], [27, true]])('with %i tasks lies wide: %s', (tasks, landscape) => {
    expect(recheckProtocolText(protocolOf({ tasks, works: 1 })).landscape).toBe(landscape)
  })
})

describe('the other documents', () => {
  test('the transfer act adds up works and sheets', () => {
    const act = transferActText({ number: null, date: '2026-04-20', municipality: 'Заречный', school: 'Школа № 3', handedOver: { name: 'Ким' }, accepted: { name: 'Орлов' },
      items: [{ subject: 'Физика', grade: 7, works: 31, sheets: 124, note: '' }, { subject: 'Химия', grade: 8, works: 1, sheets: 5, note: '' }] })
    expect(tableOf(act).rows.at(-1)!.map(wordsOf)).toEqual(['', 'Всего', '', '32', '129', ''])
    expect(act.blocks).toContainEqual({ type: 'paragraph', text: expect.stringContaining('32\u00a0работы, 129\u00a0листов') })
  })
  test("the expert's sheet knows no total while a score is missing", () => {
    const sheet = expertSheetText({ date: '2026-05-01', subject: 'Физика', grade: 7, expert: { name: 'Ёлкина' }, tasks: [{ id: '1', maxScore: 2 }, { id: '2', maxScore: 1 }],
      works: [{ cipher: 'a', variant: '1', scores: { 1: '2', 2: 'X' }, remarks: [] }, { cipher: 'b', variant: null, scores: { 1: '2' }, remarks: [{ place: 'задание 1', text: 'нет единиц' }] }] })
    expect(tableOf(sheet).rows.map((row) => row.map(wordsOf))).toEqual([['1', 'a', '1', '2', 'X', '2'], ['2', 'b', '—', '2', '—', '—']])
    expect(sheet.blocks.flatMap((block) => (block.type === 'table' ? [block.table.rows] : []))[1]).toEqual([['2', 'b', 'задание 1', 'нет единиц']])
  })
  test('the summary report adds up the schools', () => {
    const counts = countWorks(protocolOf({ tasks: 11, works: 10 }).works)
    const row = { school: 'Школа', subject: 'Физика', grade: 7, participants: 40, counts, schoolMean: 12.345, commissionMean: null, conclusion: '' }
    const report = summaryReportText({ date: '2026-05-20', municipality: 'Заречный', campaign: 'Весна', rows: [row, row], signedBy: { name: 'Орлов' } })
    expect(tableOf(report).rows[0]!.map(wordsOf).slice(4)).toEqual(['40', '10 (25,0\u00a0%)', '3 (30,0\u00a0%)', '4 (40,0\u00a0%)', '2 (20,0\u00a0%)', '2 (20,0\u00a0%)', '12,35', '—', ''])
    expect(tableOf(report).rows[2]!.map(wordsOf).slice(4, 9)).toEqual(['80', '20 (25,0\u00a0%)', '6 (30,0\u00a0%)', '8 (40,0\u00a0%)', '4 (20,0\u00a0%)'])
  })
  test('the memo names signs, and says that a sign is no proof', () => {
    const memo = signMemoText({ date: '2026-05-20', municipality: 'Заречный', school: 'Школа № 3', campaign: 'Весна', to: { name: 'Орлов' }, from: { name: 'Ким', position: 'координатор' },
      signs: [{ sign: 'скопление сумм у границ отметок', finding: 'у границы «3»: 14 работ из 60, ожидалось 5 (q = 0,01)' }], proposals: ['Перепроверить все работы.'] })
    expect(tableOf(memo).rows[0]!.map(wordsOf)).toEqual(['1', 'скопление сумм у границ отметок', 'у границы «3»: 14 работ из 60, ожидалось 5 (q = 0,01)'])
    expect(JSON.stringify(memo)).toContain('Признак не доказывает нарушения')
    expect(JSON.stringify(memo)).not.toMatch(/виноват|виновн|нарушил|фальсиф/i)
  })
})

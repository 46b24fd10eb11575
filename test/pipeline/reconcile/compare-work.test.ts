import { describe, expect, test } from 'vitest'
import { compareWork } from '../../../pipeline/reconcile/compare-work.ts'
import type { OriginalPapers } from '../../../pipeline/reconcile/original-papers.ts'

const form = { tasks: [{ id: '1', maxScore: 1 }, { id: '2', maxScore: 2 }, { id: '3', maxScore: 3 }], markBorders: { 3: 2, 4: 4, 5: 6 } }
const nothing: OriginalPapers = { resultsForm: null, table: {}, boxes: {}, total: null, mark: null }
const typed = (scores: Record<string, string>, total: string | null = null): OriginalPapers => ({ ...nothing, resultsForm: { scores, total } })
const seen = (scores: Record<string, string>, sure = true) => Object.fromEntries(Object.entries(scores).map(([task, value]) => [task, { value, sure }]))
const compare = (original: OriginalPapers, recheck: Record<string, string>, remarks?: string[]) => compareWork({
  form, workCipher: 'c', participantCode: '70001', variant: '1', original, recheck, ...remarks ? { remarks } : {} })

describe('the comparison of a work', () => {
  test('agreement everywhere', () => {
    expect(compare(typed({ 1: '1', 2: '2', 3: '0' }, '3'), { 1: '1', 2: '2', 3: '0' })).toEqual({
      workCipher: 'c', participantCode: '70001', variant: '1',
      tasks: [{ type: 'agreed', task: '1', original: '1', recheck: '1' }, { type: 'agreed', task: '2', original: '2', recheck: '2' }, { type: 'agreed', task: '3', original: '0', recheck: '0' }],
      originalTotal: 3, recheckTotal: 3, originalMark: '3', recheckMark: '3', markChanged: false, causes: [], note: '',
    })
  })

  test('overstated, understated, and a mark that changes', () => {
    const row = compare(typed({ 1: '1', 2: '2', 3: '1' }), { 1: '0', 2: '1', 3: '2' })
    expect(row.tasks).toEqual([
      { type: 'overstated', task: '1', original: '1', recheck: '0', points: 1 }, { type: 'overstated', task: '2', original: '2', recheck: '1', points: 1 },
      { type: 'understated', task: '3', original: '1', recheck: '2', points: 1 },
    ])
    expect(row).toMatchObject({ originalTotal: 4, recheckTotal: 3, originalMark: '4', recheckMark: '3', markChanged: true, causes: ['marking'] })
  })

  test('not attempted and topic not covered are worth nothing, and agree with 0', () => {
    const row = compare(typed({ 1: 'X', 2: 'Н/П', 3: '0' }), { 1: '0', 2: 'X', 3: '1' })
    expect(row.tasks.map((task) => task.type)).toEqual(['agreed', 'agreed', 'understated'])
    expect(row.originalTotal).toBe(0)
  })

  test('a missing score on either side is never agreement, and leaves that side without total and mark', () => {
    const noRecheck = compare(typed({ 1: '1', 2: '2', 3: '0' }), { 1: '1', 2: '2' })
    expect(noRecheck.tasks[2]).toEqual({ type: 'missing', task: '3', original: '0', recheck: null })
    expect(noRecheck).toMatchObject({ originalTotal: 3, recheckTotal: null, recheckMark: null, markChanged: false })
    const noOriginal = compare(typed({ 1: '1', 2: '', 3: '0' }), { 1: '1', 2: '2', 3: '0' })
    expect(noOriginal.tasks[1]).toEqual({ type: 'missing', task: '2', original: null, recheck: '2' })
    expect(noOriginal).toMatchObject({ originalTotal: null, originalMark: null, recheckTotal: 3 })
    expect(compare(nothing, {}).tasks.every((task) => task.type === 'missing')).toBe(true)
  })

  test('the results form counts, then the table, then the box', () => {
    const papers: OriginalPapers = { ...nothing, resultsForm: { scores: { 1: '1' }, total: null }, table: seen({ 1: '0', 2: '1' }), boxes: seen({ 2: '2', 3: '3' }) }
    expect(compare(papers, {}).tasks.map((task) => task.original)).toEqual(['1', '1', '3'])
  })

  test('a total that is not the sum of its scores is arithmetic, not marking', () => {
    const inForm = compare(typed({ 1: '1', 2: '2', 3: '0' }, '5'), { 1: '1', 2: '2', 3: '0' })
    expect(inForm).toMatchObject({ originalTotal: 5, recheckTotal: 3, originalMark: '4', markChanged: true, causes: ['arithmetic'], note: 'сумма в форме 5, по баллам 3' })
    const onPaper = compare({ ...nothing, table: seen({ 1: '1', 2: '2', 3: '0' }), total: { value: '2', sure: true } }, { 1: '1', 2: '2', 3: '0' })
    expect(onPaper).toMatchObject({ originalTotal: 2, causes: ['arithmetic'], note: 'сумма на титульном листе 2, по баллам 3' })
    const mark = compare({ ...typed({ 1: '1', 2: '2', 3: '0' }, '3'), mark: { value: '4', sure: true } }, { 1: '1', 2: '2', 3: '0' })
    expect(mark).toMatchObject({ originalMark: '4', recheckMark: '3', markChanged: true, causes: ['arithmetic'], note: 'отметка 4, по сумме 3 полагается 3' })
  })

  test('a slip in copying is not marking when the work itself bears what the recheck gives', () => {
    const row = compare({ ...typed({ 1: '1', 2: '2', 3: '0' }, '3'), boxes: seen({ 1: '1', 2: '1', 3: '0' }) }, { 1: '1', 2: '1', 3: '0' })
    expect(row.tasks[1]).toMatchObject({ type: 'overstated', original: '2', recheck: '1' })
    expect(row).toMatchObject({ causes: ['copying'], note: 'задание 2: в окне 1, в форме 2' })
  })

  test('copying and marking together are both named', () => {
    const row = compare({ ...typed({ 1: '1', 2: '2', 3: '0' }), table: seen({ 1: '1', 2: '1', 3: '0' }) }, { 1: '1', 2: '0', 3: '0' })
    expect(row.causes).toEqual(['marking', 'copying'])
  })

  test('what only the scanner says is a misreading until a person has looked', () => {
    const boxes = seen({ 1: '1', 2: '1', 3: '0' }, false)
    const row = compare({ ...typed({ 1: '1', 2: '2', 3: '0' }), boxes }, { 1: '1', 2: '2', 3: '0' })
    expect(row).toMatchObject({ causes: ['misread'], note: 'задание 2: в окне 1, в форме 2 (проверьте скан)' })
    const looked = compare({ ...typed({ 1: '1', 2: '2', 3: '0' }), boxes: seen({ 1: '1', 2: '1', 3: '0' }) }, { 1: '1', 2: '2', 3: '0' })
    expect(looked.causes).toEqual(['marking', 'copying'])
  })

  test('two places that read alike are certain without a person', () => {
    const paper = seen({ 1: '1', 2: '1', 3: '0' }, false)
    const row = compare({ ...typed({ 1: '1', 2: '2', 3: '0' }), boxes: paper, table: paper }, { 1: '1', 2: '1', 3: '0' })
    expect(row.causes).toEqual(['copying'])
  })

  test('an unread total of the scanner accuses nobody', () => {
    expect(compare({ ...nothing, table: seen({ 1: '1', 2: '2', 3: '0' }), total: { value: '8', sure: false } }, { 1: '1', 2: '2', 3: '0' }).causes).toEqual([])
  })

  test('remarks come first, and a note fits a row of the protocol', () => {
    expect(compare(typed({ 1: '1', 2: '2', 3: '0' }, '4'), {}, ['эксперт: нет страницы']).note).toBe('эксперт: нет страницы; сумма в форме 4, по баллам 3')
    const long = compare(typed({ 1: '1', 2: '2', 3: '0' }), {}, ['я'.repeat(500)])
    expect(long.note.length).toBe(400)
  })

  test('without borders there are no marks and nothing changes', () => {
    const row = compareWork({ form: { tasks: form.tasks }, workCipher: 'c', participantCode: '1', variant: null, original: typed({ 1: '1', 2: '2', 3: '3' }), recheck: { 1: '0', 2: '0', 3: '0' } })
    expect(row).toMatchObject({ originalMark: null, recheckMark: null, markChanged: false, originalTotal: 6, recheckTotal: 0 })
  })
})

import { describe, expect, test } from 'vitest'
import { checkPaper, type PaperValue } from '../../../pipeline/results-form/check-paper.ts'

const form = { tasks: [{ id: '1', maxScore: 1 }, { id: '2', maxScore: 2 }, { id: '3', maxScore: 3 }], markBorders: { 3: 2, 4: 4, 5: 6 } }
const row = { code: '70001', variant: '1', scores: { 1: '1', 2: '2', 3: '1' }, total: '4', classNumber: null, journalMark: null }
/** Table and margin box of each task, the total and the mark, as one word each: `1=1/1`. */
const paper = (...words: string[]): PaperValue[] => words.flatMap((word) => {
  const [name, values] = word.split('=') as [string, string]
  if (name === 'total' || name === 'mark') return [{ field: name, task: null, box: null, value: values, pageId: 'p1' }]
  return values.split('/').map((value, box): PaperValue => ({ field: 'score', task: name, box, value, pageId: box === 0 ? 'p1' : 'p2' }))
})
const kinds = (values: PaperValue[], against: Parameters<typeof checkPaper>[0]['row'] = row): string[] =>
  checkPaper({ form, values, row: against }).map(({ kind, task, paper: stands, other, pageId }) => `${kind} ${task ?? ''} ${stands || 'пусто'}≠${other ?? ''} ${pageId}`.replace(/ +/g, ' '))

describe('what the order asks the coordinator to check', () => {
  test('paper that agrees with itself and with Excel has no breach', () => {
    expect(kinds(paper('1=1/1', '2=2/2', '3=1/1', 'total=4', 'mark=4'))).toEqual([])
  })
  test.each([
    ['an empty box beside a filled one', ['1=1/', '2=2/2', '3=1/1', 'total=4', 'mark=4'], ['box-empty 1 пусто≠1 p2']],
    ['a task without any score: nothing to add up', ['1=/', '2=2/2', '3=1/1', 'total=4', 'mark=4'], ['box-empty 1 пусто≠ p1', 'box-empty 1 пусто≠ p2']],
    ['box and table that differ', ['1=1/0', '2=2/2', '3=1/1', 'total=4', 'mark=4'], ['boxes-differ 1 0≠1 p2']],
    ['a total that is not the sum, nor Excel’s', ['1=1/1', '2=2/2', '3=1/1', 'total=5', 'mark=4'], ['sum-differs 5≠4 p1', 'total-excel 5≠4 p1']],
    ['no total', ['1=1/1', '2=2/2', '3=1/1', 'total=', 'mark=4'], ['total-empty пусто≠4 p1']],
    ['a mark that the total does not earn', ['1=1/1', '2=2/2', '3=1/1', 'total=4', 'mark=5'], ['mark-differs 5≠4 p1']],
    ['a score that Excel has otherwise, with the sum that follows', ['1=1/1', '2=2/2', '3=2/2', 'total=5', 'mark=4'], ['score-excel 3 2≠1 p1', 'total-excel 5≠4 p1']],
  ])('%s is found', (_, words, expected) => {
    expect(kinds(paper(...words))).toEqual(expected)
  })
  test('a value still in question breaks nothing, and neither does Excel before it is here', () => {
    expect(kinds(paper('1=1/1', '2=2/2', 'total=4', 'mark=4'))).toEqual([])
    expect(checkPaper({ form, values: paper('1=0/0', '2=2/2', '3=1/1', 'total=3', 'mark=3'), row: undefined })).toEqual([])
  })
  test('a work whose code Excel does not have is named', () => {
    expect(kinds(paper('1=1/1', '2=2/2', '3=1/1', 'total=4'), null)).toEqual(['not-in-excel пусто≠ p1'])
  })
  test('X and Н/П count nothing and agree with themselves', () => {
    expect(kinds(paper('1=X/X', '2=2/2', '3=Н/П/Н/П', 'total=2', 'mark=3').filter((one) => one.task !== '3').concat([{ field: 'score', task: '3', box: 0, value: 'Н/П', pageId: 'p1' }]), { ...row, scores: { 1: 'X', 2: '2', 3: 'Н/П' }, total: '2' })).toEqual([])
  })
})

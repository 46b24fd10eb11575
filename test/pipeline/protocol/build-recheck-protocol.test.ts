import { describe, expect, test } from 'vitest'
import type { Form } from '../../../pipeline/model/form.ts'
import { recheckProtocol } from '../../../pipeline/model/recheck-protocol.ts'
import { buildRecheckProtocol, commissionFile } from '../../../pipeline/protocol/build-recheck-protocol.ts'
import { readRecheckTable } from '../../../pipeline/protocol/read-recheck-table.ts'

const form: Form = {
  formVersion: 1, id: 'f', title: 'ВПР. Физика. 7 класс', subject: 'Физика', grade: 7, variants: ['1', '2'], pageSizeMm: [210, 297], code: { digits: 5 },
  tasks: [{ id: '1', maxScore: 1 }, { id: '8.1', maxScore: 2 }, { id: '9К1', maxScore: 3 }], markBorders: { 3: 2, 4: 4, 5: 6 }, pages: [],
}
const commission = commissionFile.parse({ municipality: 'Заречный', school: 'Школа № 3', date: '2026-05-12', chair: 'Иванова', members: ['Сидоров', { name: 'Ёлкина', position: 'учитель' }] })
const row = (code: string, scores: Record<string, string>, total: string) => ({ code, variant: '1', scores, total, classNumber: '1', journalMark: '4' })
const resultsForm = {
  tasks: form.tasks, problems: [], rows: [row('70001', { 1: '1', 8.1: '2', '9К1': '3' }, '6'), row('70002', { 1: '0', 8.1: '1', '9К1': 'X' }, '1'), { ...row('70003', {}, ''), variant: null, total: null }],
}
const tableOf = (lines: readonly string[]) => {
  const table = readRecheckTable([['work', 'expert', 'task', 'score'], ...lines.map((line) => line.split(' '))], form)
  if (!table.ok) throw new Error(table.reason.join())
  return table.value
}
const build = (lines: readonly string[], facts = commission) => buildRecheckProtocol({ form, resultsForm, gradings: tableOf(lines).works, commission: facts })

describe("the commission's table", () => {
  test('gives each work its experts in order, tasks and scores in one spelling', () => {
    expect(tableOf(['70001 a 1 1', '70001 b 1 0', '70001 a 8(1) х', '70001 b 8,1 2', '70001 c 8.1 1', '70002 b 9K1 н/п'])).toEqual({ problems: [], works: [
      { work: '70001', independent: [{ 1: '1', 8.1: 'X' }, { 1: '0', 8.1: '2' }], third: { 8.1: '1' } },
      { work: '70002', independent: [{ '9К1': 'Н/П' }], third: null },
    ] })
  })
  test('leaves out what cannot be used, by row and in words', () => {
    const { works, problems } = tableOf(['70001 a 1 1', '70001 a 1 0', '70001 a 7 1', '70001 a 1', '70001 b 1 2', ' a 1 1', '70001 b 1 1', '70001 c 1 1', '70001 d 1 1'])
    expect(works).toHaveLength(1)
    expect(problems).toEqual([
      'строка 3: эксперт уже дал балл за задание 1 этой работы. Строка не учтена: исправьте её.',
      'строка 4: задания «7» в бланке нет. Строка не учтена: исправьте её.',
      'строка 5: балл «» не подходит к заданию 1 (от 0 до 1, X или Н/П). Строка не учтена: исправьте её.',
      'строка 6: балл «2» не подходит к заданию 1 (от 0 до 1, X или Н/П). Строка не учтена: исправьте её.',
      'строка 7: не указана работа или эксперт. Строка не учтена: исправьте её.',
      'работа 70001: экспертов больше трёх, учтены первые три',
    ])
  })
  test('without its columns is refused by their names', () => {
    expect(readRecheckTable([['work', 'task']], form)).toEqual({ ok: false, reason: ['expert', 'score'] })
  })
})

describe('a protocol built from tables', () => {
  const both = ['a', 'b'].flatMap((expert) => [`70002 ${expert} 1 0`, `70002 ${expert} 8.1 1`, `70002 ${expert} 9К1 0`, `70001 ${expert} 1 1`, `70001 ${expert} 8.1 1`, `70001 ${expert} 9К1 2`])

  test('compares work by work in the order of codes and passes its own schema', () => {
    const { protocol, unknown } = build(both)
    expect(recheckProtocol.safeParse(protocol).success).toBe(true)
    expect(unknown).toEqual([])
    expect(protocol.works.map((work) => [work.participantCode, work.originalTotal, work.recheckTotal, work.originalMark, work.recheckMark, work.markChanged, work.causes])).toEqual([
      ['70001', 6, 4, '5', '4', true, ['marking']], ['70002', 1, 1, '2', '2', false, []],
    ])
    expect(protocol).toMatchObject({ worksTotal: 2, thirdExpert: { works: 0, tasks: 0 }, commission: { chair: { name: 'Иванова' }, members: [{ name: 'Сидоров' }, { name: 'Ёлкина', position: 'учитель' }] } })
  })
  test("takes the third expert's scores where two differ, and says where one is still needed", () => {
    const differ = ['70001 a 1 1', '70001 a 8.1 2', '70001 a 9К1 3', '70001 b 1 1', '70001 b 8.1 0', '70001 b 9К1 3']
    expect(build(differ).protocol.works[0]).toMatchObject({ recheckTotal: null, note: expect.stringContaining('нужен третий эксперт: задание 8.1') })
    const { protocol } = build([...differ, '70001 c 8.1 1'])
    expect(protocol.works[0]).toMatchObject({ recheckTotal: 5, note: '' })
    expect(protocol.thirdExpert).toEqual({ works: 1, tasks: 1 })
  })
  test('keeps a work that the results form does not know, and says so', () => {
    const { protocol, unknown } = build(['70009 a 1 1', '70009 a 8.1 1', '70009 a 9К1 1'])
    expect(unknown).toEqual(['70009'])
    expect(protocol.works[0]).toMatchObject({ originalTotal: null, recheckTotal: 3, markChanged: false, note: 'кода нет в форме сбора результатов' })
    expect(protocol.thirdExpert).toBeNull()
  })
  test('refuses a commission file with a slip in a name of a field', () => {
    expect(commissionFile.safeParse({ ...commission, memebers: [] }).success).toBe(false)
    expect(commissionFile.safeParse({ ...commission, date: '12.05.2026' }).success).toBe(false)
  })
})

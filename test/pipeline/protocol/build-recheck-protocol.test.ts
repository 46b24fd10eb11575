import { describe, expect, test } from 'vitest'
import type { Form } from '../../../pipeline/model/form.ts'
import { recheckProtocol } from '../../../pipeline/model/recheck-protocol.ts'
import { buildRecheckProtocol, commissionFile } from '../../../pipeline/protocol/build-recheck-protocol.ts'
import { DEFAULT_WHEN_CLOSE } from '../../../pipeline/reconcile/final-scores.ts'
import { readRecheck } from '../../../pipeline/reconcile/read-recheck.ts'
import { reconcileTables } from '../../../pipeline/reconcile/reconcile-tables.ts'

const form: Form = {
  formVersion: 1, id: 'f', title: 'ВПР. Физика. 7 класс', subject: 'Физика', grade: 7, variants: ['1', '2'], pageSizeMm: [210, 297], code: { digits: 5 },
  tasks: [{ id: '1', maxScore: 1 }, { id: '8.1', maxScore: 2 }, { id: '9К1', maxScore: 3 }], markBorders: { 3: 2, 4: 4, 5: 6 }, pages: [],
}
const commission = commissionFile.parse({ municipality: 'Заречный', school: 'Школа № 3', date: '2026-05-12', chair: 'Иванова', members: ['Сидоров', { name: 'Ёлкина', position: 'учитель' }] })
const row = (code: string, scores: Record<string, string>, total: string) => ({ code, variant: '1', scores, total, classNumber: '1', journalMark: '4' })
const resultsForm = {
  tasks: form.tasks, problems: [], rows: [row('70001', { 1: '1', 8.1: '2', '9К1': '3' }, '6'), row('70002', { 1: '0', 8.1: '1', '9К1': 'X' }, '1'), { ...row('70003', {}, ''), variant: null, total: null }],
}
const build = (lines: readonly string[], facts = commission) => {
  const recheck = readRecheck([['work', 'expert', 'task', 'score'], ...lines.map((line) => line.split(' '))], form)
  if (!recheck.ok) throw new Error(recheck.reason.join())
  const { works } = reconcileTables({ form, original: resultsForm, recheck: recheck.value, rule: facts.thirdExpertRule, whenClose: DEFAULT_WHEN_CLOSE })
  return buildRecheckProtocol({ form, resultsForm, works, commission: facts })
}

describe('a protocol built from tables', () => {
  const both = ['a', 'b'].flatMap((expert) => [`70002 ${expert} 1 0`, `70002 ${expert} 8.1 1`, `70002 ${expert} 9К1 0`, `70001 ${expert} 1 1`, `70001 ${expert} 8.1 1`, `70001 ${expert} 9К1 2`])

  test('compares work by work in the order of codes and passes its own schema', () => {
    const protocol = build(both)
    expect(recheckProtocol.safeParse(protocol).success).toBe(true)
    expect(protocol.works.map((work) => [work.participantCode, work.originalTotal, work.recheckTotal, work.originalMark, work.recheckMark, work.markChanged, work.causes])).toEqual([
      ['70001', 6, 4, '5', '4', true, ['marking']], ['70002', 1, 1, '2', '2', false, []],
    ])
    expect(protocol).toMatchObject({ worksTotal: 2, thirdExpert: { works: 0, tasks: 0 }, commission: { chair: { name: 'Иванова' }, members: [{ name: 'Сидоров' }, { name: 'Ёлкина', position: 'учитель' }] } })
  })
  test('counts the works and tasks that a third expert settled, by the rule of the commission file', () => {
    const differ = ['70001 a 1 1', '70001 a 8.1 2', '70001 a 9К1 3', '70001 b 1 1', '70001 b 8.1 0', '70001 b 9К1 3']
    expect(build(differ).works[0]).toMatchObject({ recheckTotal: null, note: expect.stringContaining('нужен третий эксперт: задание 8.1') })
    expect(build([...differ, '70001 c 8.1 1'])).toMatchObject({ thirdExpert: { works: 1, tasks: 1 }, works: [{ recheckTotal: 5 }] })
    const lenient = { ...commission, thirdExpertRule: { pointsApart: 3, zeroAgainstNonZeroUpTo: 0, whenMarkDiffers: false } }
    expect(build(differ, lenient)).toMatchObject({ thirdExpert: { works: 0, tasks: 0 }, works: [{ recheckTotal: 5 }] })
  })
  test('counts the works of all who were present, unless the commission says how many there are', () => {
    expect(build(both).worksTotal).toBe(2)
    expect(build(both, { ...commission, worksTotal: 60 }).worksTotal).toBe(60)
  })
  test('refuses a commission file with a slip in a name of a field', () => {
    expect(commissionFile.safeParse({ ...commission, memebers: [] }).success).toBe(false)
    expect(commissionFile.safeParse({ ...commission, date: '12.05.2026' }).success).toBe(false)
  })
})

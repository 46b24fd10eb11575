import type { RecheckProtocol } from '../../../pipeline/model/recheck-protocol.ts'
import type { TaskVerdict, WorkComparison } from '../../../pipeline/model/verdict.ts'
import { seededRandom, type Random } from '../../../fixtures/random.ts'

/** A protocol of any size for tests: made-up works whose scores differ here and there, the same for the same sizes. */
export function protocolOf({ tasks, works, members = 2 }: { readonly tasks: number; readonly works: number; readonly members?: number }): RecheckProtocol {
  const random = seededRandom(`protocol ${tasks} ${works}`)
  const list = Array.from({ length: tasks }, (_, index) => ({ id: tasks > 20 && index % 3 === 0 ? `${index + 1}.2` : tasks > 20 && index < 8 ? `${index + 1}К1` : String(index + 1), maxScore: 1 + index % 3 }))
  return {
    number: '17-ф7', date: '2026-05-12', municipality: 'Заречный муниципальный округ', school: 'МБОУ «Средняя общеобразовательная школа № 3 имени А. С. Пушкина»',
    subject: 'Физика', grade: 7, formTitle: 'ВПР. Физика. 7 класс. 2023', campaign: 'Перепроверка ВПР весны 2026 года',
    order: 'приказ комитета образования от 02.04.2026 № 118', tasks: list, worksTotal: works * 4,
    works: Array.from({ length: works }, (_, index) => workOf(list, index, random)),
    thirdExpert: { works: 2, tasks: 3 },
    commission: { chair: { name: 'Иванова Мария Петровна', position: 'руководитель районного методического объединения учителей физики' },
      members: Array.from({ length: members }, (_, index) => ({ name: ['Сидоров Пётр Ильич', 'Ёлкина Юлия Андреевна'][index % 2]! })) },
    checkpoint: 'sverka.example/audit\n812\nXcnadaen5mFZqa1Zy3Ae2aKrnYI60i9JYM/jcO/0YDI=\n',
  }
}

function workOf(tasks: RecheckProtocol['tasks'], index: number, random: Random): WorkComparison {
  const verdicts = tasks.map(({ id, maxScore }): TaskVerdict => {
    const original = random.int(maxScore + 1)
    if (random.next() > 0.08) return { type: 'agreed', task: id, original: String(original), recheck: String(original) }
    const recheck = original === 0 ? 1 : original - 1
    return { type: original > recheck ? 'overstated' : 'understated', task: id, original: String(original), recheck: String(recheck), points: Math.abs(original - recheck) }
  })
  const sum = (side: 'original' | 'recheck'): number => verdicts.reduce((total, verdict) => total + Number(verdict[side]), 0)
  const [originalTotal, recheckTotal] = [sum('original'), sum('recheck')]
  const markChanged = originalTotal - recheckTotal >= 2
  return {
    workCipher: `cipher${index}`, participantCode: String(70_001 + index), variant: String(1 + index % 2), tasks: verdicts, originalTotal, recheckTotal,
    originalMark: '4', recheckMark: markChanged ? '3' : '4', markChanged, causes: originalTotal === recheckTotal ? [] : ['marking'],
    note: index % 7 === 2 ? 'Задание 4: балл третьего эксперта; в таблице баллов 2, в окне 1' : '',
  }
}

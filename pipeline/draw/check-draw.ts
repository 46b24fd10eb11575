import type { Assignment, DrawExpert, DrawWork } from '../model/work.ts'

/** What a draw may break. Closed; the words are in `VIOLATION_WORDS`. */
export type ViolationType = keyof typeof VIOLATION_WORDS
export interface Violation { readonly type: ViolationType; readonly work: string; readonly expert: string; readonly round: number }

export const VIOLATION_WORDS = {
  'unknown-work': 'такой работы нет в списке',
  'unknown-expert': 'такого эксперта нет в списке',
  'own-school': 'эксперт работает в школе, из которой эта работа',
  'second-job': 'эксперт работает в школе этой работы по совместительству',
  'conflict-with-school': 'у эксперта объявлен конфликт интересов со школой этой работы',
  'conflict-with-colleague': 'у эксперта конфликт интересов с экспертом, который работает в школе этой работы',
  'conflict-on-work': 'работу проверяют два эксперта, между которыми объявлен конфликт интересов',
  'wrong-subject': 'это не предмет эксперта',
  'too-few-years': 'стаж эксперта меньше требуемого',
  'over-cap': 'эксперту назначено больше работ, чем его предел',
  'same-expert-twice': 'один эксперт назначен на работу дважды',
  'same-school-twice': 'работу проверяют два эксперта одной школы',
  'wrong-round': 'такой проверки по счёту не бывает',
  'seen-before': 'эксперт уже видел эту работу как пробную или контрольную',
  'round-twice': 'одна и та же проверка назначена дважды',
  'mutual-grading': 'школы проверяют работы друг друга',
  'missing': 'проверка не назначена и не названа среди нехватки',
  'filled-shortfall': 'проверка названа среди нехватки, но назначена',
} as const

/**
 * Goes through every assignment and every work again and lists all that breaks a rule; an empty list means the draw may be
 * used. Written apart from the draw, from the lists alone, and shares nothing with it: it trusts nobody.
 */
export function checkDraw(input: {
  readonly works: readonly DrawWork[]
  readonly experts: readonly DrawExpert[]
  readonly rules: { readonly graders: number; readonly minYears: number; readonly reciprocity: 'allowed' | 'forbidden' }
  readonly assignments: readonly Assignment[]
  readonly shortfall: readonly { readonly work: string; readonly round: number }[]
  /** The slots that there are; when absent, rounds 1 to `graders` of every work. */
  readonly slots?: readonly { readonly work: string; readonly round: number }[]
  /** Who is kept from which work because he had it before. */
  readonly seen?: readonly { readonly work: string; readonly expert: string }[]
}): Violation[] {
  const violations: Violation[] = []
  const works = new Map(input.works.map((work) => [work.id, work]))
  const experts = new Map(input.experts.map((expert) => [expert.id, expert]))
  const expected = roundsByWork(input.slots ?? input.works.flatMap((work) => Array.from({ length: input.rules.graders }, (_, i) => ({ work: work.id, round: i + 1 }))))
  const rivals = rivalsOf(input.experts)
  const seen = new Set(input.seen?.map((pair) => JSON.stringify([pair.work, pair.expert])))
  const loads = new Map<string, number>()
  const byWork = new Map<string, Assignment[]>()
  const directions = new Map<string, Assignment>()
  for (const entry of input.assignments) {
    const work = works.get(entry.work)
    const expert = experts.get(entry.expert)
    if (!work) violations.push({ type: 'unknown-work', ...entry })
    if (!expert) violations.push({ type: 'unknown-expert', ...entry })
    if (!expected.get(entry.work)?.includes(entry.round)) violations.push({ type: 'wrong-round', ...entry })
    if (!work || !expert) continue
    for (const type of whyNot({ work, expert, rivals: rivals.get(expert.id) ?? [], minYears: input.rules.minYears })) violations.push({ type, ...entry })
    if (seen.has(JSON.stringify([work.id, expert.id]))) violations.push({ type: 'seen-before', ...entry })
    const load = (loads.get(expert.id) ?? 0) + 1
    loads.set(expert.id, load)
    if (expert.cap !== undefined && load > expert.cap) violations.push({ type: 'over-cap', ...entry })
    const beside = byWork.get(work.id)
    if (!beside) byWork.set(work.id, [entry])
    for (const other of beside ?? []) {
      const colleague = experts.get(other.expert) as DrawExpert
      if (other.expert === entry.expert) violations.push({ type: 'same-expert-twice', ...entry })
      else if (colleague.school === expert.school) violations.push({ type: 'same-school-twice', ...entry })
      if ((rivals.get(expert.id) ?? []).includes(colleague)) violations.push({ type: 'conflict-on-work', ...entry })
      if (other.round === entry.round) violations.push({ type: 'round-twice', ...entry })
    }
    beside?.push(entry)
    if (input.rules.reciprocity === 'forbidden') {
      directions.set(JSON.stringify([expert.school, work.school]), entry)
      if (directions.has(JSON.stringify([work.school, expert.school])) && work.school !== expert.school) violations.push({ type: 'mutual-grading', ...entry })
    }
  }
  const filled = roundsByWork(input.assignments)
  const short = roundsByWork(input.shortfall)
  for (const [work, rounds] of expected) {
    for (const round of rounds) {
      const named = short.get(work)?.includes(round) ?? false
      if ((filled.get(work)?.includes(round) ?? false) === named) violations.push({ type: named ? 'filled-shortfall' : 'missing', work, expert: '', round })
    }
  }
  return violations
}

function roundsByWork(slots: readonly { readonly work: string; readonly round: number }[]): Map<string, number[]> {
  const rounds = new Map<string, number[]>()
  for (const { work, round } of slots) {
    const known = rounds.get(work)
    if (known) known.push(round)
    else rounds.set(work, [round])
  }
  return rounds
}

function whyNot(pair: { work: DrawWork; expert: DrawExpert; rivals: readonly DrawExpert[]; minYears: number }): ViolationType[] {
  const { work, expert } = pair
  const reasons: ViolationType[] = []
  if (expert.school === work.school) reasons.push('own-school')
  if (expert.otherSchools.includes(work.school)) reasons.push('second-job')
  if (expert.conflicts.includes(work.school)) reasons.push('conflict-with-school')
  if (!expert.subjects.includes(work.subject)) reasons.push('wrong-subject')
  if (expert.years < pair.minYears) reasons.push('too-few-years')
  if (pair.rivals.some((rival) => rival.school === work.school || rival.otherSchools.includes(work.school))) reasons.push('conflict-with-colleague')
  return reasons
}

/** Expert → those with whom either of the two declared a conflict. */
function rivalsOf(experts: readonly DrawExpert[]): Map<string, DrawExpert[]> {
  const byId = new Map(experts.map((expert) => [expert.id, expert]))
  const rivals = new Map<string, DrawExpert[]>()
  for (const expert of experts) {
    for (const name of expert.conflicts) {
      const other = byId.get(name)
      if (!other || other === expert) continue
      rivals.set(expert.id, [...rivals.get(expert.id) ?? [], other])
      rivals.set(other.id, [...rivals.get(other.id) ?? [], expert])
    }
  }
  return rivals
}

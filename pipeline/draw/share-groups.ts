import type { DrawExpert, DrawWork } from '../model/work.ts'
import { checkFeasibility } from './feasibility.ts'
import { byCodeUnits, type DrawRules } from './problem.ts'
import { subjectOfGroup, unitsOf, type TaskGroup } from './units.ts'

/**
 * The experts of a draw that goes task by task: each marks as few groups of tasks as let every work find its graders, over many works, so that one hand marks
 * one task alike. Those who may mark the subject at all stand in turns over the schools; each takes m groups, one after the other that with the fewest experts so far, of
 * these that with the fewest of the own school, of these the first; m is the smallest that is enough, and when none is, everybody takes all. A cap in works becomes one in
 * groups of tasks. Nothing here is random: it is part of the published inputs.
 */
export function shareTaskGroups({ works, experts, groups, subject, rules }: {
  readonly works: readonly DrawWork[]; readonly experts: readonly DrawExpert[]; readonly groups: readonly TaskGroup[]; readonly subject: string; readonly rules: DrawRules
}): DrawExpert[] {
  const able = inTurns(experts.filter((expert) => expert.subjects.includes(subject) && expert.years >= rules.minYears && expert.cap !== 0))
  const units = unitsOf(works, groups)
  const fewest = Math.max(1, Math.ceil((groups.length * rules.graders) / Math.max(1, able.length)))
  for (let m = fewest; m < groups.length; m++) {
    const shared = withGroups({ experts, able, groups, subject, m })
    if (checkFeasibility({ works: units, experts: shared, rules, seed: 'groups' }).shortages.length === 0) return shared
  }
  return withGroups({ experts, able, groups, subject, m: groups.length })
}

/** Everybody may mark every group: for works that go on to others, and for third experts. */
export const withEveryGroup = ({ experts, groups, subject }: { readonly experts: readonly DrawExpert[]; readonly groups: readonly TaskGroup[]; readonly subject: string }): DrawExpert[] =>
  withGroups({ experts, able: experts.filter((expert) => expert.subjects.includes(subject)), groups, subject, m: groups.length })

function withGroups({ experts, able, groups, subject, m }: { experts: readonly DrawExpert[]; able: readonly DrawExpert[]; groups: readonly TaskGroup[]; subject: string; m: number }): DrawExpert[] {
  const members = groups.map(() => 0)
  const ofSchool = groups.map(() => new Map<string, number>())
  const taken = new Map(able.map(({ id, school }) => {
    const own: number[] = []
    while (own.length < m) {
      const free = groups.flatMap((_, group) => (own.includes(group) ? [] : [group]))
      const better = (a: number, b: number): number => members[a]! - members[b]! || (ofSchool[a]!.get(school) ?? 0) - (ofSchool[b]!.get(school) ?? 0) || a - b
      const next = free.reduce((best, group) => (better(group, best) < 0 ? group : best))
      own.push(next)
      members[next]!++
      ofSchool[next]!.set(school, (ofSchool[next]!.get(school) ?? 0) + 1)
    }
    return [id, own.map((group) => groups[group]!)]
  }))
  return experts.map((expert) => ({
    ...expert, subjects: [...expert.subjects, ...(taken.get(expert.id) ?? []).map((group) => subjectOfGroup(subject, group))], ...expert.cap === undefined ? {} : { cap: expert.cap * groups.length },
  }))
}

/** First one expert of each school, then the second of each, and so on. */
function inTurns(experts: readonly DrawExpert[]): readonly DrawExpert[] {
  const seen = new Map<string, number>()
  return [...experts].sort((a, b) => byCodeUnits(a.school, b.school) || byCodeUnits(a.id, b.id)).map((expert) => {
    const turn = seen.get(expert.school) ?? 0
    seen.set(expert.school, turn + 1)
    return { expert, turn }
  }).sort((a, b) => a.turn - b.turn).map(({ expert }) => expert)
}

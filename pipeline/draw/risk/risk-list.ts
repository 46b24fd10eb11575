import { falseDiscoveryRates } from '../../reconcile/statistics/benjamini-hochberg.ts'
import { findAboveBand } from './above-band.ts'
import { findBunching } from './bunching.ts'
import { findIdenticalRows } from './identical-rows.ts'
import { countNotConfirmed } from './not-confirmed.ts'
import type { PupilResult, SchoolResults, WorkShape } from './pupil-result.ts'
import type { RiskSign, RiskSignType } from './risk-sign.ts'
import { measureChanges, summarizeYear, type YearSummary } from './sharp-change.ts'
import { findTaskPatterns } from './task-pattern.ts'

/** A school in one subject and grade with its signs; `q` counts false alarms over all schools for the same sign, null where there is no test. A rule of the order stands whatever its q. */
export interface RiskRow {
  readonly school: string
  readonly signs: readonly (RiskSign & { readonly q: number | null })[]
  /** Does a rule of the order name the school? Those stand first. */
  readonly byRule: boolean
}

/** The largest share of false alarms among the ranked signs that are shown. */
export const MOST_FALSE_ALARMS = 0.05

/** The signs that are rules of the order. */
export const RULES: readonly RiskSignType[] = ['on-last-list', 'mostly-not-confirmed', 'sharp-change']

/**
 * Schools by how much there is to look at: first those that the order names (last year's list, most marks not confirmed, sharp change), then
 * by the number of ranked signs that hold after counting false alarms (q ≤ 5 %), then by the smallest q. Every school is in the list. Signs are
 * reasons to look; whether to recheck is for the coordinator to decide.
 */
export function rankRisks(input: {
  readonly work: WorkShape
  readonly schools: readonly SchoolResults[]
  /** School → last year's results, where there are any; with its pupils the rule of marks not confirmed looks at them, as the order says. */
  readonly lastYear?: ReadonlyMap<string, { readonly summary: YearSummary; readonly pupils?: readonly PupilResult[] }>
  readonly lastList?: ReadonlySet<string>
  readonly region?: { readonly mean: number; readonly deviation: number }
}): RiskRow[] {
  const { work, schools } = input
  const largest = work.tasks.reduce((sum, task) => sum + task.maxScore, 0)
  const now = new Map(schools.map(({ school, pupils }) => [school, summarizeYear(pupils.flatMap(({ total }) => (total === null ? [] : [total])), largest)]))
  const changes = withRates(measureChanges(new Map([...now].flatMap(([school, summary]) => {
    const before = input.lastYear?.get(school)?.summary
    return before ? [[school, { before, now: summary }]] : []
  }))))
  const notConfirmed = withRates(new Map(schools.flatMap(({ school, pupils }) => {
    const counted = countNotConfirmed(input.lastYear?.get(school)?.pupils ?? pupils)
    return counted ? [[school, counted] as const] : []
  })))
  const ranked = [findBunching(schools, work), findTaskPatterns(schools, work), findAboveBand(now, input.region), findIdenticalRows(schools)].map(withRates)
  const rows = schools.map(({ school }): RiskRow => {
    const signs = [
      ...input.lastList?.has(school) ? [{ ...ON_LAST_LIST, q: null }] : [],
      ...[notConfirmed.get(school), changes.get(school)].flatMap((sign) => (sign?.isMet ? [sign] : [])),
      ...ranked.flatMap((found) => found.get(school) ?? []).filter(({ q }) => (q ?? 1) <= MOST_FALSE_ALARMS),
    ]
    return { school, signs, byRule: signs.some(({ type }) => RULES.includes(type)) }
  })
  const least = ({ signs }: RiskRow): number => Math.min(2, ...signs.map(({ q }) => q ?? 1))
  return rows.sort((a, b) => Number(b.byRule) - Number(a.byRule) || b.signs.length - a.signs.length || least(a) - least(b) || (a.school < b.school ? -1 : 1))
}

const ON_LAST_LIST: RiskSign = {
  type: 'on-last-list', n: 0, estimate: null, interval: null, usual: null, unit: null, p: null, strength: 'rule',
  sentence: 'Школа была в прошлогоднем списке.',
}

/** q-values over all schools that have the sign's test; of the ranked ones, what holds is strong. */
function withRates<Sign extends RiskSign>(found: ReadonlyMap<string, Sign>): Map<string, Sign & { readonly q: number | null }> {
  const entries = [...found]
  const rates = falseDiscoveryRates(entries.map(([, sign]) => sign.p ?? 1))
  return new Map(entries.map(([school, sign], i) => {
    const q = rates[i] as number
    return [school, { ...sign, strength: sign.strength === 'weak' && q <= MOST_FALSE_ALARMS ? 'strong' as const : sign.strength, q }]
  }))
}

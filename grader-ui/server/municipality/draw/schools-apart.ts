import type { CampaignSettings } from '../../../../storage/queries/campaigns.ts'
import type { DrawGround } from '../../../../storage/queries/draws.ts'

/** Among how many schools an expert would have to guess: of those who could grade the new works, the one who has the fewest other schools before him. */
export interface SchoolsApart { readonly contributing: number; readonly fewest: number; readonly ableExperts: number }

/**
 * Counts the schools behind the works that nobody has yet. They come to experts as one heap: what was drawn before hides nobody in it, since an expert sees which works
 * are new.
 */
export function schoolsApart({ ground: { works, experts, current }, rules }: { readonly ground: DrawGround; readonly rules: CampaignSettings['draw'] }): SchoolsApart {
  const assigned = new Set(current.map((one) => one.work))
  const fresh = works.filter((work) => !assigned.has(work.id))
  const schools = new Set(fresh.map((work) => work.school))
  const able = experts.filter((expert) => fresh.some((work) => expert.subjects.includes(work.subject)) && expert.years >= rules.minYears)
  const others = able.map((expert) => [...schools].filter((school) => school !== expert.school && !expert.otherSchools.includes(school)).length)
  return { contributing: schools.size, fewest: Math.min(schools.size, ...others), ableExperts: able.length }
}

/** The same for people: how many schools lie together at worst and how many must; null when no work is new. */
export function apartOf({ ground, rules }: { readonly ground: DrawGround; readonly rules: CampaignSettings['draw'] }): { readonly fewest: number; readonly needed: number } | null {
  const assigned = new Set(ground.current.map((one) => one.work))
  return ground.works.some((work) => !assigned.has(work.id)) ? { fewest: schoolsApart({ ground, rules }).fewest, needed: rules.leastOtherSchools } : null
}

import { checkDraw } from '../../pipeline/draw/check-draw.ts'
import { checkFeasibility } from '../../pipeline/draw/feasibility.ts'
import { drawExperts, type DrawRequest } from '../../pipeline/draw/draw-experts.ts'
import { shareTaskGroups } from '../../pipeline/draw/share-groups.ts'
import { unitsOf } from '../../pipeline/draw/units.ts'
import { seededRandom } from '../../fixtures/random.ts'
import { groupBy } from '../../storage/queries/group-by.ts'
import { mostEvenBounds } from '../pipeline/draw/most-even-bounds.ts'

/** A municipality: experts spread over schools and subjects, works fewer in schools with a high number. */
function municipality(size: { schools: number; experts: number; works: number; subjects: number; cap?: number; seed: string }): DrawRequest {
  const random = seededRandom(size.seed)
  return {
    seed: size.seed, rules: { graders: 2, minYears: 3, reciprocity: 'allowed' },
    works: Array.from({ length: size.works }, (_, i) => (
      { id: `W${i}`, school: `S${Math.min(random.int(size.schools), random.int(size.schools))}`, subject: `P${random.int(size.subjects)}`, grade: 7 })),
    experts: Array.from({ length: size.experts }, (_, i) => (
      { id: `E${i}`, school: `S${i % size.schools}`, subjects: [`P${i % size.subjects}`], years: 5, otherSchools: [], conflicts: [], ...size.cap === undefined ? {} : { cap: size.cap } })),
  }
}

interface Measured { feasibilityMs: number; drawMs: number; checkMs: number; violations: number; short: number; gap: number; spread: number; forced: number; unforced: number }

/** Processor time of this process, so that neighbours on the machine do not count. */
function measure(request: DrawRequest): Measured {
  const cpuMs = (): number => { const { user, system } = process.cpuUsage(); return (user + system) / 1000 }
  const start = cpuMs()
  const { needed, possible } = checkFeasibility(request)
  const afterFlow = cpuMs()
  const draw = drawExperts(request)
  const afterDraw = cpuMs()
  const violations = checkDraw({ ...request, ...draw }).length
  const loads = new Map<string, number>(request.experts.map((expert) => [expert.id, 0]))
  for (const { expert } of draw.assignments) loads.set(expert, (loads.get(expert) ?? 0) + 1)
  const checkMs = cpuMs() - afterDraw
  // Where experts have more subjects than one, these hang together.
  const apart = request.experts.every(({ subjects }) => subjects.length === 1)
  const spreads = [...groupBy(request.experts, ({ subjects }) => (apart ? subjects[0] as string : ''))].map(([subject, experts]) => {
    const own = experts.map(({ id }) => loads.get(id) as number)
    const { most, least } = mostEvenBounds({ ...request, experts, works: apart ? request.works.filter((work) => work.subject === subject) : request.works })
    return { spread: Math.max(...own) - Math.min(...own), forced: most - least }
  })
  return {
    feasibilityMs: afterFlow - start, drawMs: afterDraw - afterFlow, checkMs, violations, short: draw.shortfall.length, gap: needed - possible,
    spread: Math.max(...spreads.map(({ spread }) => spread)), forced: Math.max(...spreads.map(({ forced }) => forced)),
    unforced: spreads.filter(({ spread, forced }) => spread > Math.max(1, forced)).length,
  }
}

const line = (title: string, m: Measured): void => console.log(
  `${title.padEnd(58)} flow ${m.feasibilityMs.toFixed(0)} ms, draw ${m.drawMs.toFixed(0)} ms, check ${m.checkMs.toFixed(0)} ms; `
  + `violations ${m.violations}, short ${m.short} (max-flow gap ${m.gap}), spread in a subject ${m.spread}, of which the rules force ${m.forced}; wider than they force in ${m.unforced} subjects`)

measure(municipality({ schools: 30, experts: 300, works: 2000, subjects: 8, seed: 'warm' }))
const growth: { works: number; ms: number }[] = []
for (const [schools, experts, works] of [[10, 100, 2000], [30, 300, 5000], [30, 300, 10_000], [30, 300, 20_000], [30, 300, 40_000], [100, 2000, 200_000]] as const) {
  const measured = measure(municipality({ schools, experts, works, subjects: 8, seed: `${works}` }))
  line(`${schools} schools, ${experts} experts, ${works} works, k = 2`, measured)
  if (schools === 30) growth.push({ works, ms: measured.feasibilityMs + measured.drawMs + measured.checkMs })
}
for (const [index, { works, ms }] of growth.entries()) {
  const before = growth[index - 1]
  if (before) console.log(`growth, 30 schools: ${works / before.works} times the works (${works}), ${(ms / before.ms).toFixed(2)} times the time`)
}
const apart = Array.from({ length: 10 }, (_, i) => ({ unit: String(i + 1), tasks: [String(i + 1)] }))
const whole = municipality({ schools: 30, experts: 300, works: 2000, subjects: 1, seed: 'apart' })
const sharing = performance.now()
const shared = shareTaskGroups({ ...whole, groups: apart, subject: 'P0' })
console.log(`task by task: 10 groups shared out among 300 experts in ${(performance.now() - sharing).toFixed(0)} ms; each marks ${shared[0]!.subjects.length - 1}`)
line('… and drawn: 2000 works, 20000 parts, k = 2', measure({ ...whole, works: unitsOf(whole.works, apart), experts: shared.map((expert) => ({ ...expert, subjects: expert.subjects.slice(1) })) }))
line('30 schools, 300 experts of one subject, 20000 works', measure(municipality({ schools: 30, experts: 300, works: 20_000, subjects: 1, seed: 'one' })))
line('30 schools, 300 experts, 20000 works, caps just enough', measure(municipality({ schools: 30, experts: 300, works: 20_000, subjects: 8, cap: 138, seed: 'tight' })))
line('30 schools, 300 experts, 20000 works, caps a tenth too low', measure(municipality({ schools: 30, experts: 300, works: 20_000, subjects: 8, cap: 120, seed: 'low' })))

const total: Measured = { feasibilityMs: 0, drawMs: 0, checkMs: 0, violations: 0, short: 0, gap: 0, spread: 0, forced: 0, unforced: 0 }
const started = performance.now()
let works = 0
for (let i = 0; i < 2300; i++) {
  const request = municipality({ schools: 4 + i % 9, experts: 12 + i % 25, works: 79 + i % 101, subjects: 3, seed: `m${i}` })
  works += request.works.length
  const m = measure(request)
  for (const key of ['feasibilityMs', 'drawMs', 'checkMs', 'violations', 'short', 'gap', 'unforced'] as const) total[key] += m[key]
  total.spread = Math.max(total.spread, m.spread)
  total.forced = Math.max(total.forced, m.forced)
}
line(`2300 municipalities, ${works} works`, total)
console.log(`… ${((total.feasibilityMs + total.drawMs + total.checkMs) / 1000).toFixed(1)} s of processor time, ${((performance.now() - started) / 1000).toFixed(1)} s by the clock`)

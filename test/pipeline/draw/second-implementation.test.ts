import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { drawExperts, type DrawRequest } from '../../../pipeline/draw/draw-experts.ts'
import { writeDrawTable } from '../../../pipeline/draw/draw-table.ts'
import { buildManifest } from '../../../pipeline/draw/manifest.ts'
import { drawSample } from '../../../pipeline/draw/sample.ts'
import { shareTaskGroups } from '../../../pipeline/draw/share-groups.ts'
import { unitsOf } from '../../../pipeline/draw/units.ts'
import { municipality } from './random-municipality.ts'

const SCRIPT = join(import.meta.dirname, 'second-implementation.py')
/** Another program is started and works for seconds: a busy machine may take long. */
const PATIENCE_MS = 120_000

interface Answer { readonly table: string; readonly manifest: string; readonly sample: readonly string[] }
const askPython = (requests: readonly DrawRequest[]): readonly Answer[] => {
  const run = spawnSync('python3', [SCRIPT], { input: JSON.stringify(requests), encoding: 'utf8', maxBuffer: 2 ** 26 })
  if (run.error) throw new Error('python3 does not run: the second implementation of the draw was NOT compared. Install it: apt-get install python3', { cause: run.error })
  if (run.status !== 0) throw new Error(run.stderr)
  return JSON.parse(run.stdout) as readonly Answer[]
}
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** A draw that meets everything: own schools, second jobs, conflicts of both kinds, tight caps, chains, a shortfall in one subject. */
const campaign = (graders: number, cap: number | undefined): DrawRequest => ({
  seed: 'жеребьёвка 2026 😀', rules: { graders, minYears: 3, reciprocity: 'allowed' },
  works: Array.from({ length: 240 }, (_, i) => ({ id: `В-${i}`, school: `Школа ${(i * i + i) % 9}`, subject: i % 3 === 0 ? 'Физика' : 'Биология', grade: 7 + i % 2 })),
  experts: Array.from({ length: 24 }, (_, i) => ({
    id: `эксперт ${i}`, school: `Школа ${i % 8}`, subjects: i % 5 === 0 ? ['Физика', 'Биология'] : [i % 2 ? 'Физика' : 'Биология'], years: 2 + i % 7,
    otherSchools: i % 6 === 0 ? [`Школа ${(i + 3) % 9}`] : [], conflicts: i % 7 === 0 ? [`Школа ${(i + 1) % 9}`, `эксперт ${i + 2}`] : [],
    ...cap === undefined || i % 4 === 0 ? {} : { cap: cap + i % 3 },
  })),
})

/** The same with the physics works given out task by task. */
function taskByTask(request: DrawRequest): DrawRequest {
  const groups = [{ unit: '1', tasks: ['1'] }, { unit: '2', tasks: ['2', '3'] }, { unit: '3', tasks: ['4'] }]
  const works = request.works.filter((work) => work.subject === 'Физика')
  return { ...request, works: unitsOf(works, groups), experts: shareTaskGroups({ works, experts: request.experts, groups, subject: 'Физика', rules: request.rules }) }
}

describe('the second implementation, in Python', () => {
  test('draws the same table to the last byte: chains, shortfalls, second jobs, conflicts of both kinds', () => {
    const requests = [campaign(1, undefined), campaign(2, 19), campaign(2, 30), campaign(3, 20), taskByTask(campaign(2, 30))]
    const ours = requests.map((request) => writeDrawTable(drawExperts(request).assignments))
    expect(askPython(requests).map((answer) => sha256(answer.table))).toEqual(ours.map(sha256))
    expect(new Set(ours).size).toBe(5)
  }, PATIENCE_MS)

  test('gives the same table, manifest and sample in 120 municipalities of every kind', () => {
    const requests = fc.sample(municipality({ conflictsOfExperts: true }), { numRuns: 120, seed: 11 })
    const ours = requests.map((request): Answer => ({
      table: writeDrawTable(drawExperts(request).assignments), manifest: buildManifest({ ...request, commitments: [] }).sha256,
      sample: drawSample({ ids: request.works.map((work) => work.id), seed: request.seed, take: 5 }).map((ticket) => ticket.id),
    }))
    expect(askPython(requests)).toEqual(ours)
    expect(ours.filter((answer) => answer.table.length > 200).length).toBeGreaterThan(12)
  }, PATIENCE_MS)
})

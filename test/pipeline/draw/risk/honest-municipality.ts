import { seededRandom } from '../../../../fixtures/random.ts'
import { markOf } from '../../../../pipeline/model/form.ts'
import type { PupilResult, SchoolResults, WorkShape } from '../../../../pipeline/draw/risk/pupil-result.ts'

/** Физика 7: tasks get harder towards the end. */
export const PHYSICS: WorkShape = {
  tasks: [1, 2, 1, 1, 1, 1, 2, 1, 2, 3, 3].map((maxScore, i) => ({ id: String(i + 1), maxScore })), markBorders: { 3: 5, 4: 8, 5: 11 },
}

/** Schools whose pupils answer by ability and difficulty alone; journal marks follow the result loosely. */
export function honestSchools(count: number, pupilsEach: number, seed: string): SchoolResults[] {
  const random = seededRandom(seed)
  return Array.from({ length: count }, (_, s) => {
    const level = random.normal() * 0.4
    return {
      school: `Школа ${s + 1}`,
      pupils: Array.from({ length: pupilsEach }, (_, p) => {
        const ability = level + random.normal()
        return pupilWith(PHYSICS.tasks.map(({ maxScore }, t) => {
          const chance = 1 / (1 + Math.exp(-(ability + 1.2 - t * 0.25)))
          return Array.from({ length: maxScore }, () => Number(random.next() < chance)).reduce((sum, one) => sum + one, 0)
        }), String(1 + p % 2), random.next() < 0.7 ? 0 : random.next() < 0.5 ? 1 : -1)
      }),
    }
  })
}

/** A pupil with these points; the journal mark is so many steps above the mark. */
export function pupilWith(points: readonly number[], classNumber: string, journalAbove = 0): PupilResult {
  const total = points.reduce((sum, one) => sum + one, 0)
  const mark = Number(markOf(PHYSICS as { markBorders: { 3: number; 4: number; 5: number } }, total))
  return { classNumber, points, total, mark, journalMark: Math.min(5, Math.max(2, mark + journalAbove)) }
}

/** The same list with one school changed pupil by pupil. */
export const withSchool = (schools: readonly SchoolResults[], at: number, change: (pupil: PupilResult, index: number) => PupilResult): SchoolResults[] =>
  schools.map((school, s) => (s === at ? { ...school, pupils: school.pupils.map(change) } : school))

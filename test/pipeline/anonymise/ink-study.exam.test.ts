import { expect, test } from 'vitest'
import { studyInk } from './ink-study.ts'

const share = (part: number, all: number): number => part / Math.max(1, all)

test.each([
  ['good', 'red', 0], ['good', 'darkRed', 0], ['good', 'green', 0], ['poor', 'red', 2], ['poor', 'darkRed', 2], ['poor', 'green', 2],
] as const)('colour scan of a %s scanner, teacher %s: the teacher is gone, the pupil stays, also where they cross, and no more than %i of five pages go to a person', async (preset, teacher, most) => {
  const tally = await studyInk({ form: 'physics-7-2023', works: 1, teacher, grey: false, preset })
  expect(tally.unseenTeacher).toBeGreaterThan(1000)
  expect(share(tally.unseenTeacherSeen, tally.unseenTeacher)).toBeLessThan(0.004)
  expect(share(tally.pupilKept, tally.pupil)).toBeGreaterThan(0.998)
  expect(share(tally.crossingsKept, tally.crossings)).toBeGreaterThan(0.95)
  expect(tally.lookPages).toBeLessThanOrEqual(most)
}, 300_000)

test.each([['violet', false], ['red', true]] as const)('teacher %s, grey scan %s: every page with the teacher’s ink on it goes to a person', async (teacher, grey) => {
  const tally = await studyInk({ form: 'physics-7-2023', works: 1, teacher, grey })
  expect(tally.lookPages).toBeGreaterThanOrEqual(4)
  expect(tally.unseenTeacher).toBe(0)
  expect(share(tally.pupilKept, tally.pupil)).toBeGreaterThan(0.99)
}, 300_000)

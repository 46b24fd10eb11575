import { expect, test } from 'vitest'
import { studyLinks } from './link-pages.ts'

test('what a scanner leaves in a file links pages to its school less often after blinding than before: not by sharpness, not by colour', async () => {
  const { before, blind, single } = await studyLinks({ schools: 6, works: 4, seed: 'few' })
  expect(before.share).toBeGreaterThan(before.bound)
  expect(blind.share).toBeLessThan(0.75 * before.share)
  expect(single['bytes an ink px']!.share).toBeLessThanOrEqual(single['bytes an ink px']!.bound)
  expect(single['sharpness']!.share).toBeLessThanOrEqual(single['sharpness']!.bound)
  expect(single['channels']!.share).toBeLessThanOrEqual(single['channels']!.bound)
}, 300_000)

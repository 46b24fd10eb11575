import { expect, test } from 'vitest'
import { studyLinks } from './link-pages.ts'

test('before blinding a file tells which scanner it came from; after it neither attack on so few pages does better than chance', async () => {
  const { before, blind } = await studyLinks({ schools: 6, works: 5, seed: 'few' })
  expect(before.nearest.share).toBeGreaterThan(0.6)
  expect(before.learned.p).toBeLessThan(0.01)
  expect(blind.nearest.p).toBeGreaterThan(0.05)
  expect(blind.learned.p).toBeGreaterThan(0.05)
}, 300_000)

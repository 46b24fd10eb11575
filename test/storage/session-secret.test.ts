import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { keepSessionSecret } from '../../storage/session-secret.ts'

let dataDir = ''
beforeEach(async () => { dataDir = await mkdtemp(join(tmpdir(), 'sverka-secret-')) })
afterEach(() => rm(dataDir, { recursive: true }))

test('processes that start at once keep one secret, and only its owner can read it', async () => {
  const secrets = await Promise.all(Array.from({ length: 10 }, () => keepSessionSecret({ sessionSecret: null, dataDir })))
  expect(new Set(secrets).size).toBe(1)
  expect(secrets[0]).toMatch(/^[0-9a-f]{64}$/)
  expect(await keepSessionSecret({ sessionSecret: null, dataDir })).toBe(secrets[0])
  expect(await readdir(dataDir)).toEqual(['session-secret'])
  expect((await stat(join(dataDir, 'session-secret'))).mode & 0o777).toBe(0o600)
})

test('a configured secret is used and not kept', async () => {
  expect(await keepSessionSecret({ sessionSecret: 'x'.repeat(32), dataDir })).toBe('x'.repeat(32))
  expect(await readdir(dataDir)).toEqual([])
})

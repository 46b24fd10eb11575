import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { keepLogKey } from '../../storage/log-key.ts'

const publicUrl = 'https://sverka.example.ru'
let dataDir = ''
beforeEach(async () => { dataDir = await mkdtemp(join(tmpdir(), 'sverka-log-key-')) })
afterEach(() => rm(dataDir, { recursive: true }))

test('processes that start at once sign with one key, which only its owner can read and which outlives a move of the address', async () => {
  const keys = await Promise.all(Array.from({ length: 10 }, () => keepLogKey({ logKey: null, dataDir, publicUrl })))
  expect(new Set(keys.map((key) => key.verifierKey)).size).toBe(1)
  expect(keys[0]!.origin).toMatch(/^sverka\.example\.ru\/audit-[0-9a-f]{8}$/)
  expect(await keepLogKey({ logKey: null, dataDir, publicUrl: 'https://other.example' })).toEqual(keys[0])
  expect(await readdir(dataDir)).toEqual(['log-key'])
  expect((await stat(join(dataDir, 'log-key'))).mode & 0o777).toBe(0o600)
})

test('two installations have two keys; the line of one is the other one by setting, and is not kept there', async () => {
  const first = await keepLogKey({ logKey: null, dataDir, publicUrl })
  const line = await readFile(join(dataDir, 'log-key'), 'utf8')
  const other = await mkdtemp(join(tmpdir(), 'sverka-log-key-'))
  expect(await keepLogKey({ logKey: line, dataDir: other, publicUrl })).toEqual(first)
  expect(await readdir(other)).toEqual([])
  expect((await keepLogKey({ logKey: null, dataDir: other, publicUrl })).verifierKey).not.toBe(first.verifierKey)
  await rm(other, { recursive: true })
})

test('a damaged key file is not quietly replaced by a new key', async () => {
  const first = await keepLogKey({ logKey: null, dataDir, publicUrl })
  const line = await readFile(join(dataDir, 'log-key'), 'utf8')
  await writeFile(join(dataDir, 'log-key'), line.slice(0, -8) + 'AAAAAAAA')
  await expect(keepLogKey({ logKey: null, dataDir, publicUrl })).rejects.toThrow(/holds no key/)
  await writeFile(join(dataDir, 'log-key'), `${line}\n`)
  expect(await keepLogKey({ logKey: null, dataDir, publicUrl })).toEqual(first)
})

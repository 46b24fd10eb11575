import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { READING_REASONS } from '../../../pipeline/model/page-reading.ts'
import type { FormSet } from '../../../workers/recognition/messages.ts'
import { RecogniserPool } from '../../../workers/recognition/recogniser-pool.ts'
import { inventedFiles } from '../../pipeline/intake/invented-files.ts'

const forms: FormSet = { key: 'none', forms: [] }
const pool = new RecogniserPool({ size: 1 })
let folder = ''
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'sverka-invented-')) })
afterAll(async () => { pool.close(); await rm(folder, { recursive: true }) })

/** What comes out of it: `page`, or the reason of a refusal; in the order of its pages. */
async function outcomes(name: string, bytes: Uint8Array): Promise<readonly string[]> {
  const path = join(folder, 'upload')
  await writeFile(path, bytes)
  const found: string[] = []
  for await (const { ordinal, outcome } of pool.walk({ path, name, forms })) {
    expect(ordinal).toBe(found.length)
    found.push(outcome.type === 'refused' ? outcome.reason : outcome.registration.type === 'matched' ? 'matched' : 'page')
  }
  return found
}

/** Lies that hide what stands on a page may not come out as a page with something on it, nor as nothing at all. */
const REFUSED = /bomb|billion (wide|columns|bits|pixels)|states 4 GB|outside of the file|two frames|draws itself|5,000 scans|no pixels|no data|one row|65,5|20,000 pages|10,000 times|nobody has|not there|2\^40|of the system|inside of one another|fax of|JPEG, and does not/

test('every hostile file that we could think of is a page or a refusal by name, and the process goes on', async () => {
  const files = await inventedFiles()
  expect(files.length).toBeGreaterThan(60)
  const wrong: string[] = []
  for (const { name, bytes } of files) {
    const found = await outcomes(name, bytes)
    const isKnown = found.length > 0 && found.every((one) => one === 'page' || one in READING_REASONS)
    if (!isKnown || (REFUSED.test(name) && found.every((one) => one === 'page'))) wrong.push(`${name}: ${found.slice(0, 3).join()}`)
  }
  expect(wrong).toEqual([])
})

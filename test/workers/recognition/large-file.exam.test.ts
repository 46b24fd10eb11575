import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PDFDocument } from 'pdf-lib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeJpeg } from '../../../pipeline/image/codec.ts'
import { planFile } from '../../../workers/recognition/plan-file.ts'
import { recogniserProgram } from '../../../workers/recognition/recogniser-program.ts'
import { RecogniserProcess } from '../../../workers/recognition/recogniser-process.ts'

/** More than the growth that one page is allowed, as scans of a whole grade are. */
const PAGES = 60
let folder = ''
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'sverka-large-')) })
afterAll(() => rm(folder, { recursive: true }))

test('a file larger than what one page may take is opened: its own bytes do not count against its pages', async () => {
  const data = new Uint8Array(1654 * 2339).fill(255)
  const page = await encodeJpeg({ width: 1654, height: 2339, channels: 1, data }, 80)
  const pdf = await PDFDocument.create()
  // Bytes behind a JPEG's end mark are not looked at: so the file is large and the page is not.
  const padded = new Uint8Array(9_000_000)
  padded.set(page)
  for (let i = 0; i < PAGES; i++) pdf.addPage([595, 842]).drawImage(await pdf.embedJpg(padded), { x: 0, y: 0, width: 595, height: 842 })
  const path = join(folder, 'параллель.pdf')
  await writeFile(path, await pdf.save({ useObjectStreams: false }))
  const recogniser = new RecogniserProcess(await recogniserProgram())
  await recogniser.ask({ type: 'forms', set: { key: 'none', forms: [] } })
  const plan = await planFile({ lane: { ask: (_, request) => recogniser.ask(request) }, path, name: 'параллель.pdf' })
  const answer = await recogniser.ask({ type: 'page', walk: 'w', begin: { path, name: 'параллель.pdf', plan, formsKey: 'none', fromOrdinal: 0, share: { index: 0, count: 1 } } })
  recogniser.kill()
  expect(answer).toMatchObject({ type: 'page', page: { pageCount: PAGES, outcome: { type: 'seen' } } })
})

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeScanFile } from '../../../fixtures/scan-file.ts'
import { decodeImage } from '../../../pipeline/image/codec.ts'
import { greyOf } from '../../../pipeline/image/grey.ts'
import { examWork } from '../../exam/exam-page.ts'
import { runSverka } from './run-sverka.ts'

const FORM = fileURLToPath(new URL('../../../fixtures/forms/physics-7-2023.json', import.meta.url))
let folder = ''
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'sverka-anonymise-')) })
afterAll(() => rm(folder, { recursive: true }))

interface Line { readonly page: number; readonly image: string | null; readonly verdict: string; readonly look: readonly string[] }

test('a grey scan on the command line: what a person looked at may be shown, with what he hid; the rest lies apart with its reason', async () => {
  const pages = (await examWork({ seed: 'command line', form: 'physics-7-2023', preset: 'good', code: '70012' })).slice(1, 3)
  const scans = pages.map(({ scan }) => ({ raster: { ...scan, channels: 1 as const, data: greyOf(scan).data }, dpi: Math.round(scan.width / 8.27), jpegQuality: 85 }))
  const [scan, looked, out] = ['scan.pdf', 'looked.json', 'out'].map((name) => join(folder, name)) as [string, string, string]
  await writeFile(scan, await writeScanFile(scans))
  await writeFile(looked, JSON.stringify([{ file: 'scan.pdf', page: 1, masks: [{ type: 'box', boxPx: [300, 300, 900, 900] }] }]))
  const ran = await runSverka('anonymise', scan, '--form', FORM, '--looked', looked, '-o', out)
  expect(ran.code, ran.stderr).toBe(1)
  expect(ran.stderr).toMatch(/страница 2: посмотрите сами. Скан серый[\s\S]*Можно показать экспертам: 1 из 2; сначала посмотреть \(папка look\): 1/)
  // A grey scan: nothing can be taken off, and nearly all writing but for what was hidden stays.
  expect(ran.stderr).toMatch(/учительских снято 0 точек; остальных под ними – нет; остальных – видно (99(,\d+)?|100) % из [\d\u00a0]{5,} точек\. Пылью, краем листа и следами печати сочтено \d+ точ/)
  const report = JSON.parse(await readFile(join(out, 'report.json'), 'utf8')) as Line[]
  expect(report.map(({ page, verdict, look }) => [page, verdict, look])).toEqual([[1, 'fit', []], [2, 'look', ['grey-scan']]])
  expect(await readdir(join(out, 'look'))).toHaveLength(1)
  const image = await decodeImage(await readFile(join(out, report[0]!.image!)))
  if (!image.ok) throw new Error(image.reason)
  const { width, data } = image.value.raster
  let darkest = 255
  for (let y = 310; y < 1190; y++) for (let x = 310; x < 1190; x++) darkest = Math.min(darkest, data[y * width + x]!)
  expect(darkest).toBeGreaterThan(220)
})

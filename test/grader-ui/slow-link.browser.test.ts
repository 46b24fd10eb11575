import { createHash, randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { UnfinishedUploads } from '../../grader-ui/api/school.ts'
import type { HttpPerson } from '../../workers/demo/http-person.ts'
import { accessibilityProblems, lookOtherwise, takeScreenshot } from '../harness/browser.ts'
import { openSlowLink, type SlowLink } from '../harness/slow-link.ts'
import { openSchoolStage, type SchoolStage } from './harness/school-stage.ts'

/** 500 kbit/s, all that the school has. */
const BYTES_PER_SECOND = 62_500
/** What is shown may be ahead of what has arrived by the piece that is on the line, which takes about four seconds. */
const ON_THE_LINE_BYTES = 6 * BYTES_PER_SECOND
/** A page that does not come within this time on such a line is not usable. */
const PATIENCE_MS = 10_000

let stage: SchoolStage
let link: SlowLink
let eyes: HttpPerson

beforeAll(async () => {
  stage = await openSchoolStage({ worker: false })
  link = await openSlowLink({ to: stage.url, bytesPerSecond: BYTES_PER_SECOND })
  eyes = await stage.person()
})
afterAll(async () => {
  await link?.close()
  await stage?.close()
})

interface Scan { readonly name: string; readonly path: string; readonly sha256: string; readonly sizeBytes: number }

/** A file as large as a scan and, to whoever takes it in, one. */
function scanOf(name: string, sizeBytes: number): Scan {
  const bytes = Buffer.concat([Buffer.from('%PDF-1.4\n'), randomBytes(sizeBytes - 9)])
  const path = join(stage.folder, name)
  writeFileSync(path, bytes)
  return { name, path, sha256: createHash('sha256').update(bytes).digest('hex'), sizeBytes }
}
const choose = (page: Page, ...scans: readonly Scan[]): Promise<void> => page.locator('input[type=file]').first().setInputFiles(scans.map(({ path }) => path))
const storedHashes = async (): Promise<readonly string[]> => (await stage.db.selectFrom('scan_file').select('sha256').orderBy('seq').execute()).map((row) => row.sha256)
/** So many bytes of an upload lie on the server's disk. */
const arrivedOf = async (name: string): Promise<number | undefined> => (await eyes.get<UnfinishedUploads>('/api/school/uploads')).uploads.find((one) => one.name === name)?.sentBytes
const shownPercent = async (page: Page): Promise<number | null> => {
  const text = await page.locator('.sending p').first().textContent({ timeout: 2000 }).catch(() => null)
  return text === null ? null : Number(/: (\d+) %/.exec(text)?.[1])
}

test('on a slow link the progress that is shown is true, other sections can be used, and the file arrives whole', async () => {
  const page = await stage.window({ url: link.url })
  const scan = scanOf('медленно.pdf', 2_000_000)
  await page.locator('.drop').waitFor()
  const before = await storedHashes()
  await choose(page, scan)
  const seen: number[] = []
  const watchShown = async (): Promise<void> => {
    const shown = await shownPercent(page)
    const arrived = await arrivedOf(scan.name)
    if (shown === null || arrived === undefined) return
    seen.push(shown)
    expect((shown / 100) * scan.sizeBytes - arrived).toBeLessThan(ON_THE_LINE_BYTES)
  }
  while ((seen.at(-1) ?? 0) < 15) await watchShown()
  await page.getByText(/осталось (около \d+ мин|меньше минуты)/).waitFor()

  // Another section is asked for over the same line.
  const askedAt = performance.now()
  await page.getByRole('link', { name: 'Документы', exact: true }).click()
  await page.getByText('Документов пока нет').waitFor({ timeout: PATIENCE_MS })
  expect(performance.now() - askedAt).toBeLessThan(PATIENCE_MS)
  await page.getByText(/Отправляются файлы: \d+ %/).waitFor()
  await page.getByText(/Отправляются файлы: \d+ %/).click()
  const taken = page.getByText('принят, страницы читаются.')
  while (!await taken.isVisible()) await watchShown()
  expect(seen).toEqual(seen.toSorted((a, b) => a - b))
  expect(new Set(seen).size).toBeGreaterThan(6)
  expect(Math.max(...seen)).toBeLessThan(100)
  expect(await storedHashes()).toEqual([...before, scan.sha256])
  await page.context().close()
})

test('two windows send over one slow link at once, each is told of the other, and both files arrive whole', async () => {
  const [one, two] = [await stage.window({ url: link.url }), await stage.window({ url: link.url })]
  const [first, second] = [scanOf('первый.pdf', 700_000), scanOf('второй.pdf', 700_000)]
  const before = await storedHashes()
  await choose(one, first)
  await choose(two, second)
  await two.getByText(/Отправляется из другого окна или программой: «первый.pdf»/).waitFor()
  // Neither waits for the other to be done.
  await expect.poll(async () => Math.min(await arrivedOf(first.name) ?? 0, await arrivedOf(second.name) ?? 0), { timeout: 60_000 }).toBeGreaterThan(100_000)
  await takeScreenshot(two, 'slow-two')
  for (const page of [one, two]) await page.getByText('принят, страницы читаются.').waitFor({ timeout: 120_000 })
  expect((await storedHashes()).slice(before.length).toSorted()).toEqual([first.sha256, second.sha256].toSorted())
  await Promise.all([one.context().close(), two.context().close()])
})

test('files that are added while others go out wait for them, and one that is not wanted is taken out and leaves nothing behind', async () => {
  const page = await stage.window({ url: link.url })
  const [wrong, waiting, unwanted] = [scanOf('не тот.pdf', 12_000_000), scanOf('потом.pdf', 20_000), scanOf('лишний.pdf', 20_000)]
  const before = await storedHashes()
  await choose(page, wrong)
  await page.getByText(/Отправляется не тот.pdf/).waitFor()
  await choose(page, waiting, unwanted)
  await page.getByText('потом ещё файлов: 2').waitFor()
  await page.getByText(/осталось около \d+ мин/).waitFor()
  await takeScreenshot(page, 'slow-sending')
  expect(await accessibilityProblems(page)).toEqual([])
  await lookOtherwise(page, 'slow-sending')
  await page.getByRole('link', { name: 'Вне работ', exact: true }).click()
  await page.getByRole('status').filter({ hasText: 'Отправляются файлы' }).waitFor()
  expect(await accessibilityProblems(page)).toEqual([])
  await lookOtherwise(page, 'slow-elsewhere')
  await page.getByText(/Отправляются файлы: \d+ %/).click()
  await page.locator('.sending li', { hasText: unwanted.name }).getByRole('button', { name: 'Не отправлять' }).click()
  await expect.poll(() => arrivedOf(wrong.name), { timeout: 30_000 }).toBeGreaterThan(0)
  await page.locator('.sending p').first().getByRole('button', { name: 'Не отправлять' }).click()
  await page.getByText('не отправлен: вы остановили отправку.').waitFor()
  await page.getByText('принят, страницы читаются.').waitFor()
  expect(await storedHashes()).toEqual([...before, waiting.sha256])
  await expect.poll(() => arrivedOf(wrong.name), { timeout: 30_000 }).toBe(undefined)
})

test('a file that was begun and is not wanted any more is forgotten by one press', async () => {
  const path = '/api/school/uploads'
  const page = await stage.window()
  await page.evaluate(async ([to, csrf]) => {
    await fetch(to!, { method: 'POST', headers: { 'x-csrf-token': csrf!, 'tus-resumable': '1.0.0', 'upload-length': '900000', 'upload-metadata': `filename ${btoa('begun.pdf')}` } })
  }, [path, await page.evaluate(async () => ((await (await fetch('/api/me')).json()) as { csrfToken: string }).csrfToken)] as const)
  await page.reload()
  await page.getByText(/«begun.pdf» отправлен не полностью/).waitFor({ timeout: 30_000 })
  await page.getByRole('button', { name: 'Больше не нужен' }).click()
  await page.getByText(/begun.pdf/).waitFor({ state: 'detached' })
  expect(await arrivedOf('begun.pdf')).toBe(undefined)
})

test('a file that is larger than can be taken is refused with what to do before a byte of it is sent', async () => {
  const page = await stage.window()
  const { mostBytes } = await eyes.get<UnfinishedUploads>('/api/school/uploads')
  expect(mostBytes).toEqual({ file: 500_000_000, picture: 192 * 1024 * 1024 })
  const drop = page.locator('.drop')
  await drop.waitFor()
  // The browser is told of a file as large as that, not given it.
  await drop.evaluate((zone, sizeBytes) => {
    const file = new File([new Uint8Array([0x49, 0x49, 0x2a, 0x00])], 'стопка.tif')
    Object.defineProperty(file, 'size', { value: sizeBytes })
    const transfer = { items: [], files: [file] }
    const event = new Event('drop', { bubbles: true, cancelable: true })
    Object.defineProperty(event, 'dataTransfer', { value: transfer })
    zone.dispatchEvent(event)
  }, mostBytes.picture + 1)
  const answer = page.locator('.answers li')
  await answer.waitFor()
  expect(await answer.textContent()).toBe('стопка.tif — не отправлен: в нём 192,0 МБ, а TIFF, JPEG и PNG принимаются до 192,0 МБ. Сохраните скан как PDF или отсканируйте при 300 dpi, а большую стопку разделите на несколько файлов.')
  expect(await arrivedOf('стопка.tif')).toBe(undefined)
})

import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seededRandom } from '../../../fixtures/random.ts'
import { buildSampleManifest, drawCampaignSample, writeSampleTable } from '../../../pipeline/draw/campaign-sample.ts'
import { drawExperts } from '../../../pipeline/draw/draw-experts.ts'
import { writeDrawTable } from '../../../pipeline/draw/draw-table.ts'
import { buildManifest, commitTo, seedOf } from '../../../pipeline/draw/manifest.ts'
import { accessibilityProblems, openBrowser, takeScreenshot } from '../../harness/browser.ts'

const PAGE = join(import.meta.dirname, '../../../pipeline/draw/verifier/verifier.html')
const rules = { graders: 2, minYears: 3, reciprocity: 'allowed' as const }
const works = Array.from({ length: 40 }, (_, i) => ({ id: `W-${i}`, school: `Школа ${i % 6}`, subject: i % 3 ? 'Физика' : 'Биология', grade: 7 }))
const experts = Array.from({ length: 14 }, (_, i) => ({
  id: `эксперт, ${i}`, school: `Школа ${i % 7}`, subjects: i % 4 ? ['Физика', 'Биология'] : ['Физика'], years: 3 + i,
  otherSchools: i % 5 ? [] : [`Школа ${(i + 2) % 7}`], conflicts: i % 6 ? [] : [`Школа ${(i + 3) % 7}`, `эксперт, ${i + 1}`], ...i % 3 ? { cap: 7 } : {},
}))
const nonces = Array.from({ length: 6 }, (_, i) => ({ school: `Школа ${i}`, nonce: `secret ${i * 7919}` }))
const commitments = nonces.map(({ school, nonce }) => ({ school, commitment: commitTo(nonce) }))
const dice = '31415926535897932384'
const manifest = buildManifest({ works, experts, rules, commitments })
const publicSeed = seedOf({ manifestSha256: manifest.sha256, commitments, nonces, dice })
const seed = publicSeed.ok ? publicSeed.value : ''
const draw = drawExperts({ works, experts, rules, seed })
const table = writeDrawTable(draw.assignments)

interface Said { readonly good: boolean | null; readonly text: string }

let browser: Browser
let page: Page
let folder = ''
beforeAll(async () => {
  browser = await openBrowser()
  page = await (await browser.newContext()).newPage()
  folder = await mkdtemp(join(tmpdir(), 'sverka-verifier-'))
  await page.goto(`file://${PAGE}`)
})
afterAll(async () => {
  await browser.close()
  await rm(folder, { recursive: true })
})

const verify = (given: Record<string, unknown>): Promise<Said[]> =>
  page.evaluate((one) => (globalThis as unknown as { verify(given: unknown): Said[] }).verify(one), given)
const bad = (answer: readonly Said[]): string[] => answer.filter(({ good }) => good === false).map(({ text }) => text)

describe('the page that repeats a draw', () => {
  test('says yes to a real draw, from files and fields, without any network', async () => {
    const requests: string[] = []
    page.on('request', (request) => requests.push(request.url()))
    await page.reload()
    await writeFile(join(folder, 'manifest.json'), manifest.text)
    await writeFile(join(folder, 'draw.csv'), table)
    await page.setInputFiles('#manifest', join(folder, 'manifest.json'))
    await page.setInputFiles('#table', join(folder, 'draw.csv'))
    await page.fill('#manifestHash', manifest.sha256)
    await page.fill('#seed', seed)
    await page.fill('#nonces', nonces.map(({ school, nonce }) => `${school}; ${nonce}`).join('\n'))
    await page.fill('#dice', dice)
    await page.click('button')
    await page.waitForSelector('#answer li.yes:last-child')
    const answer = await page.locator('#answer li').allTextContents()
    expect(answer).toEqual([
      `SHA-256 описи: ${manifest.sha256}`, '✓ Опись та самая: SHA-256 совпадает с опубликованным.', '✓ Зерно получено из описи, чисел школ и костей: совпадает.',
      `Жеребьёвка повторена, назначений: ${draw.assignments.length}. SHA-256 таблицы: ${createHash('sha256').update(table).digest('hex')}`,
      '✓ Да: опубликованная жеребьёвка совпадает до последней строки.',
    ])
    expect(requests.filter((url) => !url.startsWith('file:') && !url.startsWith('blob:'))).toEqual([])
  })

  test('finds every one of 1,000 mutated draws, manifests, seeds and tables', async () => {
    const random = seededRandom('mutations')
    const mutants = Array.from({ length: 1000 }, () => mutate(random.int))
    const kinds = new Map<string, number>()
    for (const { kind } of mutants) kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
    const answers = await page.evaluate((all) => all.map((given) => (globalThis as unknown as { verify(one: unknown): Said[] }).verify(given)), mutants.map(({ given }) => given))
    expect(mutants.flatMap(({ kind }, i) => (bad(answers[i] ?? []).length === 0 ? [`${kind} ${i}`] : []))).toEqual([])
    expect([...kinds.values()].every((count) => count > 50)).toBe(true)
  })

  test('looks right and can be used by everyone', async () => {
    await takeScreenshot(page, 'draw-verifier')
    expect(await accessibilityProblems(page)).toEqual([])
  })

  test('says which line differs first', async () => {
    const lines = table.split('\n')
    const swapped = [...lines.slice(0, 5), lines[5]?.replace(/,1$|,2$/, ',3'), ...lines.slice(6)].join('\n')
    expect(bad(await verify({ manifest: manifest.text, seed, table: swapped }))[0]).toContain('Первое отличие — строка 6')
    expect(bad(await verify({ manifest: manifest.text, seed, table: `${table}W-99,E,1\n` }))[0]).toContain('должно быть ничего')
  })

  test('repeats a campaign of 2,000 works in seconds', async () => {
    const many = Array.from({ length: 2000 }, (_, i) => ({ id: `W${i}`, school: `S${i % 12}`, subject: `P${i % 4}`, grade: 7 }))
    const people = Array.from({ length: 60 }, (_, i) => ({ id: `E${i}`, school: `S${i % 12}`, subjects: [`P${i % 5 % 4}`], years: 5, otherSchools: [], conflicts: [] }))
    const request = { works: many, experts: people, rules, seed: 'many' }
    const text = buildManifest({ ...request, commitments: [] }).text
    expect(bad(await verify({ manifest: text, seed: 'many', table: writeDrawTable(drawExperts(request).assignments) }))).toEqual([])
  })

  test('repeats the sample, and finds one that was touched', async () => {
    const population = Array.from({ length: 300 }, (_, i) => ({ id: `Школа ${i % 6}/${70000 + i}`, stratum: i % 3 ? 'Физика, 7 класс' : 'Биология, 7 класс' }))
    const sample = drawCampaignSample({ works: population, shareMillionths: 30_000, seed })
    const text = buildSampleManifest({ works: population, shareMillionths: 30_000, commitments: [] }).text
    const published = writeSampleTable(sample)
    expect((await verify({ manifest: text, seed, table: published })).at(-1)).toEqual({ good: true, text: 'Да: опубликованная выборка совпадает до последней строки.' })
    for (let i = 0; i < sample.length; i++) {
      const other = population.find(({ id }) => !sample.some((one) => one.id === id)) as { id: string }
      expect(bad(await verify({ manifest: text, seed, table: published.replace(sample[i]?.id as string, other.id) })).length).toBe(1)
    }
  })
})

/** One change that nobody would see by eye: in the table, the seed, the nonces, the dice or the manifest (with its published hash at hand). */
function mutate(int: (n: number) => number): { kind: string; given: Record<string, unknown> } {
  const given = { manifest: manifest.text, manifestHash: manifest.sha256, seed, nonces, dice, table }
  const lines = table.trimEnd().split('\n')
  const at = 1 + int(lines.length - 1)
  switch (int(7)) {
    case 0: { // one work is given to another expert
      const other = experts.filter(({ id }) => !(lines[at] as string).includes(`"${id}"`))[int(experts.length - 1)] as { id: string }
      lines[at] = (lines[at] as string).replace(/"[^"]*"/, `"${other.id}"`)
      return { kind: 'expert', given: { ...given, table: `${lines.join('\n')}\n` } }
    }
    case 1: lines.splice(at, 1); return { kind: 'line lost', given: { ...given, table: `${lines.join('\n')}\n` } }
    case 2: { // two works change experts, so that every load stays
      const [a, b] = [at, 1 + (at + int(lines.length - 2)) % (lines.length - 1)]
      const expertOf = (line: string): string => /"[^"]*"/.exec(line)?.[0] as string
      const [first, second] = [expertOf(lines[a] as string), expertOf(lines[b] as string)]
      if (first === second) return mutate(int)
      lines[a] = (lines[a] as string).replace(first, second)
      lines[b] = (lines[b] as string).replace(second, first)
      return { kind: 'exchange', given: { ...given, table: `${lines.join('\n')}\n` } }
    }
    case 3: return { kind: 'seed', given: { ...given, seed: flipDigit(seed, int) } }
    case 4: return { kind: 'dice', given: { ...given, dice: `${dice.slice(0, at % 20)}${(Number(dice[at % 20]) + 1 + int(8)) % 10}${dice.slice(at % 20 + 1)}` } }
    case 5: { const which = int(nonces.length); return { kind: 'nonce', given: { ...given, nonces: nonces.map((one, i) => (i === which ? { ...one, nonce: `${one.nonce}0` } : one)) } } }
    default: { // the manifest says something else than was published
      const place = int(experts.length)
      const touched = buildManifest({ works, rules, commitments, experts: experts.map((one, i) => (i === place ? { ...one, cap: (one.cap ?? 9) + 1 } : one)) })
      return { kind: 'manifest', given: { ...given, manifest: touched.text } }
    }
  }
}

const flipDigit = (text: string, int: (n: number) => number): string => {
  const at = int(text.length)
  return `${text.slice(0, at)}${((parseInt(text[at] as string, 16) + 1 + int(14)) % 16).toString(16)}${text.slice(at + 1)}`
}

test('the page is the one whose SHA-256 is published beside it', async () => {
  const published = (await readFile(`${PAGE}.sha256`, 'utf8')).split(' ')[0]
  expect(createHash('sha256').update(await readFile(PAGE)).digest('hex')).toBe(published)
})

import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seededRandom } from '../../fixtures/random.ts'
import type { PublicDraws } from '../../grader-ui/api/draw.ts'
import { commitTo } from '../../pipeline/draw/manifest.ts'
import { repeatPublished } from '../../workers/commands/repeat-published.ts'
import { openBrowser } from '../harness/browser.ts'
import { addAnonymisedWorks } from './server/harness/recheck.ts'
import { FORM, openTestServer, type TestServer } from './server/harness/test-server.ts'
import { TestPerson } from './server/harness/test-person.ts'

const SCHOOLS = [1, 2, 3, 4, 5, 6]
const DICE = ['01382438112797316654', '31415926535897932384'] as const
const MUTANTS = 1000
interface Said { readonly good: boolean | null; readonly text: string }
interface Files { readonly manifest: string; readonly manifestHash: string; readonly seed: string; readonly dice: string; readonly nonces: { school: string; nonce: string }[]; readonly table: string }

let server: TestServer
let browser: Browser
let page: Page
let folder = ''
let url = ''
const files: { draw: Files; sample: Files } = {} as never

beforeAll(async () => {
  server = await openTestServer({ schools: SCHOOLS.length })
  await addAnonymisedWorks(server, { schools: SCHOOLS, works: 8 })
  const desk = await server.as('municipality')
  await desk.send('POST', '/api/municipality/sample/freeze', { sharePercent: 50 })
  await desk.send('POST', '/api/municipality/sample', { dice: DICE[0] })
  const number = (school: number): string => `тайное число ${school}`
  for (const school of SCHOOLS) await desk.send('POST', `/api/municipality/draws/${FORM.id}/numbers`, { schoolId: `school-${school}`, text: commitTo(number(school)) })
  await desk.send('POST', `/api/municipality/draws/${FORM.id}/freeze`)
  for (const school of SCHOOLS) await desk.send('POST', `/api/municipality/draws/${FORM.id}/numbers`, { schoolId: `school-${school}`, text: number(school) })
  expect(await desk.send('POST', '/api/municipality/draw', { formId: FORM.id, dice: DICE[1] })).toMatchObject({ body: { works: 24, assignments: 48 } })
  await server.db.updateTable('assignment').set({ state: 'submitted', submitted_at: new Date() }).execute()

  // From here on everything is what a stranger gets, without a login.
  const stranger = new TestPerson(server.app)
  const text = async (path: string): Promise<string> => (await stranger.get(path)).bytes.toString()
  const { draws: [draw], samples: [sample] } = (await stranger.get<PublicDraws>('/api/public/draws')).body
  const at = `/api/public/draws/${draw!.id}`
  files.draw = {
    manifest: await text(`${at}/manifest.json`), manifestHash: draw!.manifestSha256, seed: draw!.seed!, dice: draw!.dice!, table: await text(`${at}/table.csv`),
    nonces: (await text(`${at}/numbers.txt`)).trim().split('\n').map((line) => ({ school: line.split(';')[0]!, nonce: line.split(';')[1]! })),
  }
  files.sample = { manifest: await text(`/api/public/samples/${sample!.id}/manifest.json`), manifestHash: sample!.manifestSha256, seed: sample!.seed, dice: sample!.dice!, nonces: [], table: await text(`/api/public/samples/${sample!.id}/table.csv`) }
  folder = await mkdtemp(join(tmpdir(), 'sverka-served-'))
  await server.app.listen({ port: 0, host: '127.0.0.1' })
  url = `http://127.0.0.1:${(server.app.server.address() as AddressInfo).port}/verifier.html`
  browser = await openBrowser()
  page = await (await browser.newContext()).newPage()
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
  await rm(folder, { recursive: true, force: true })
})

const file = async (name: string, content: string): Promise<string> => {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}
const verify = (all: readonly Files[]): Promise<Said[][]> => page.evaluate((list) => list.map((given) => (globalThis as unknown as { verify(one: unknown): Said[] }).verify(given)), [...all])
const bad = (said: readonly Said[]): string[] => said.filter(({ good }) => good === false).map(({ text }) => text)

test('the page as the server sends it says yes to the real draw and the real sample, and asks for nothing from anywhere', async () => {
  const requests: string[] = []
  page.on('request', (request) => requests.push(request.url()))
  for (const [kind, given] of Object.entries(files)) {
    await page.goto(url)
    await page.setInputFiles('#manifest', await file(`${kind}.json`, given.manifest))
    await page.setInputFiles('#table', await file(`${kind}.csv`, given.table))
    await page.fill('#manifestHash', given.manifestHash)
    await page.fill('#seed', given.seed)
    await page.fill('#dice', given.dice)
    // As they stand on the open page: the schools by name.
    await page.fill('#nonces', given.nonces.map(({ nonce }, index) => `Школа, как её зовут, ${index + 1}; ${nonce}`).join('\n'))
    await page.click('button')
    await page.waitForSelector('#answer li.yes:last-child, #answer li.no')
    const said = await page.locator('#answer li').allTextContents()
    expect(said.filter((text) => text.startsWith('✗'))).toEqual([])
    expect(said.filter((text) => text.startsWith('✓'))).toHaveLength(3)
    expect(said.at(-1)).toMatch(/совпадает до последней строки/)
  }
  expect(requests.filter((one) => !one.endsWith('/verifier.html') && !one.startsWith('blob:'))).toEqual([])
})

test('finds every one of 1,000 mutants of what was published; of a table it names the line, of a manifest it says that it is another', async () => {
  await page.goto(url)
  const { int } = seededRandom('served')
  const mutants = Array.from({ length: MUTANTS }, () => mutate(int))
  const answers = await verify(mutants.map(({ given }) => given))
  expect(mutants.flatMap(({ kind, says }, i) => (bad(answers[i]!).some((text) => text.includes(says)) ? [] : [`${kind}: ${bad(answers[i]!).join(' ')} instead of ${says}`]))).toEqual([])
  expect(new Set(mutants.map(({ kind }) => kind))).toEqual(new Set(['manifest', 'table line', 'table order', 'seed', 'dice', 'number']))
})

test('`sverka draw --published` says the same of the same files', async () => {
  for (const [kind, given] of Object.entries(files)) {
    const numbers = await file(`${kind}.txt`, given.nonces.map(({ school, nonce }) => `${school};${nonce}\n`).join(''))
    const all = { manifest: await file(`${kind}.json`, given.manifest), dice: given.dice, numbers, seed: given.seed }
    expect(await repeatPublished({ ...all, verify: await file(`${kind}.csv`, given.table) })).toMatchObject({ ok: true, value: expect.arrayContaining([expect.stringContaining('повторено и совпало')]) })
    const { int } = seededRandom(kind)
    for (let i = 0; i < 20; i++) {
      const mutant = mutate(int, given)
      const answer = await repeatPublished({ ...all, manifest: await file('m.json', mutant.given.manifest), dice: mutant.given.dice, seed: mutant.given.seed, verify: await file('m.csv', mutant.given.table), numbers: await file('m.txt', mutant.given.nonces.map(({ school, nonce }) => `${school};${nonce}\n`).join('')) })
      expect(answer.ok, mutant.kind).toBe(false)
    }
  }
})

/** One change of something published, and what the page must say of it. */
function mutate(int: (n: number) => number, one?: Files): { kind: string; given: Files; says: string } {
  const given = one ?? (int(3) === 0 ? files.sample : files.draw)
  const lines = given.table.trimEnd().split('\n')
  const at = 1 + int(lines.length - 1)
  const digit = (text: string, radix: number): string => {
    const place = int(text.length)
    return `${text.slice(0, place)}${((parseInt(text[place]!, radix) + 1 + int(radix - 1)) % radix).toString(radix)}${text.slice(place + 1)}`
  }
  switch (int(6)) {
    case 0: { // one letter or digit inside a value of the manifest
      const places = [...given.manifest.matchAll(/[0-9a-f]/g)].map((match) => match.index)
      const place = places[int(places.length)]!
      const other = given.manifest[place] === '1' ? '2' : '1'
      return { kind: 'manifest', given: { ...given, manifest: given.manifest.slice(0, place) + other + given.manifest.slice(place + 1) }, says: 'Опись другая: её SHA-256 не совпадает' }
    }
    case 1: return { kind: 'table line', given: { ...given, table: `${lines.filter((_, index) => index !== at).join('\n')}\n` }, says: `Первое отличие — строка ${at + 1}` }
    case 2: {
      const next = at === lines.length - 1 ? at - 1 : at + 1
      if (next === 0) return mutate(int, one)
      const turned = lines.map((line, index) => (index === at ? lines[next]! : index === next ? lines[at]! : line))
      return { kind: 'table order', given: { ...given, table: `${turned.join('\n')}\n` }, says: `Первое отличие — строка ${Math.min(at, next) + 1}` }
    }
    case 3: return { kind: 'seed', given: { ...given, seed: digit(given.seed, 16) }, says: 'Зерно не совпадает' }
    case 4: return { kind: 'dice', given: { ...given, dice: digit(given.dice, 10) }, says: 'Зерно не совпадает' }
    default: {
      if (given.nonces.length === 0) return mutate(int, one)
      const which = int(given.nonces.length)
      return { kind: 'number', given: { ...given, nonces: given.nonces.map((nonce, index) => (index === which ? { ...nonce, nonce: `${nonce.nonce}${int(10)}` } : nonce)) }, says: 'не то, которое она обещала' }
    }
  }
}

test('the page is the one whose SHA-256 stands on the open page', async () => {
  const stranger = new TestPerson(server.app)
  expect(createHash('sha256').update((await stranger.get('/verifier.html')).bytes).digest('hex')).toBe((await stranger.get<PublicDraws>('/api/public/draws')).body.verifierSha256)
})

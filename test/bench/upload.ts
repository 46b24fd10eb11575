import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, request, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pino } from 'pino'
import { planMunicipality } from '../../fixtures/municipality.ts'
import { seededRandom } from '../../fixtures/random.ts'
import type { SchoolOverview } from '../../grader-ui/api/school.ts'
import { readConfig } from '../../storage/config.ts'
import { foundCampaign } from '../../workers/demo/found-campaign.ts'
import { HttpPerson } from '../../workers/demo/http-person.ts'
import { runServer } from '../../workers/run-server.ts'
import { manyPages, noisePages } from './upload/large-files.ts'

/**
 * A school that sends much at once, to a server in a process of its own: one file of 3,000 black-and-white pages, and one of 500 MB over a link that is cut again and
 * again (tus). Says how long each took to arrive, what the server's memory came to, how long a small request waited meanwhile, and what lies on the disk.
 * BENCH_PAGES, BENCH_WORKS, BENCH_MB, BENCH_CUTS; BENCH_READ: so many pages are waited for before the second file.
 */
const PAGES = Number(process.env['BENCH_PAGES'] ?? 3000), MB = Number(process.env['BENCH_MB'] ?? 500)
const CUTS = Number(process.env['BENCH_CUTS'] ?? 100), READ = Number(process.env['BENCH_READ'] ?? PAGES)
const PASSWORD = 'пароль для замера'
const folder = mkdtempSync(join(tmpdir(), 'sverka-bench-'))
const municipality = await planMunicipality({ seed: 'upload', worksAForm: 1 })
const login = municipality.schools[0]!.login
const config = readConfig({ SVERKA_DATA_DIR: folder, SVERKA_PORT: '0' })
if (!config.ok) throw new Error(config.reason.join())
const founding = await runServer({ config: config.value, log: pino({ level: 'silent' }), loginsPerMinute: 1000 })
await foundCampaign({ db: founding.engines.database.db, blobs: founding.engines.blobs, municipality, password: PASSWORD, at: new Date() })
await founding.close()

const port = await freePort()
const url = `http://127.0.0.1:${port}`
const server = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, '../../workers/cli.ts'), 'serve'], {
  stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, SVERKA_DATA_DIR: folder, SVERKA_PORT: String(port), SVERKA_LOG_LEVEL: 'warn' },
})
process.on('exit', () => server.kill('SIGKILL'))
const waited: number[] = []
let mostMb = 0, watching = true
const watch = (async () => {
  while (watching) {
    const from = performance.now()
    const up = await fetch(`${url}/health`).then((answer) => answer.ok, () => false)
    if (up) waited.push(performance.now() - from)
    mostMb = Math.max(mostMb, Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024)
    await pause(100)
  }
})()
while (waited.length === 0) await pause(200)
const person = await new HttpPerson(url).login(login, PASSWORD)
const overview = (): Promise<SchoolOverview> => person.get('/api/school/overview')

const pages = await manyPages({ form: municipality.forms[0]!.id, pages: PAGES })
await stage(`${PAGES} pages, ${mb(pages.length)} MB, in one request`, async () => { await person.upload('/api/school/files', { file: { name: 'все.pdf', bytes: pages } }) })
await stage(`${READ} of them read`, async () => { while (((await overview()).files[0]?.pagesDone ?? 0) < READ) await pause(1000) })
await stage('the school’s first page', async () => { await overview() })
const large = await noisePages({ bytes: MB * 1e6, random: seededRandom('noise') })
await stage(`${mb(large.length)} MB over a link that is cut ${CUTS} times`, () => sendCut(large))
console.log(`on the disk: ${execFileSync('du', ['-sm', folder]).toString().split('\t')[0]} MB, of it unfinished uploads: ${execFileSync('du', ['-sm', join(folder, 'uploads')]).toString().split('\t')[0]} MB`)
watching = false
await watch
server.kill('SIGTERM')
await once(server, 'exit')
rmSync(folder, { recursive: true, force: true })

async function stage(name: string, act: () => Promise<void>): Promise<void> {
  waited.length = 0
  mostMb = 0
  const from = performance.now()
  await act()
  await pause(300)
  const sorted = waited.toSorted((a, b) => a - b)
  const at = (share: number): string => (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(0)
  console.log(`${name}: ${((performance.now() - from) / 1000).toFixed(1)} s; server ≤ ${mostMb.toFixed(0)} MB; a small request waited ${at(0.5)} ms (p95 ${at(0.95)}, most ${at(1)})`)
}

/** By the protocol, with the connection torn at random places; asks each time how much has come. */
async function sendCut(bytes: Uint8Array): Promise<void> {
  const random = seededRandom('cuts')
  const { cookie, csrf } = await session()
  const speak = async (method: string, path: string, headers: Record<string, string>, body: Uint8Array, cutAfter?: number): Promise<IncomingMessage | null> => {
    const asked = request(url + path, { method, agent: false, headers: { cookie, 'x-csrf-token': csrf, 'tus-resumable': '1.0.0', 'content-length': String(body.length), ...headers } })
    asked.on('error', () => undefined)
    if (cutAfter === undefined) asked.end(body)
    else asked.write(body.subarray(0, cutAfter), () => asked.destroy())
    const answer = await new Promise<IncomingMessage | null>((resolve) => { asked.on('response', resolve).on('close', () => resolve(null)) })
    answer?.resume()
    return answer
  }
  const begun = await speak('POST', '/api/school/uploads', { 'upload-length': String(bytes.length), 'upload-metadata': `filename ${Buffer.from('500.pdf').toString('base64')}` }, new Uint8Array())
  const path = begun!.headers.location!
  for (let cuts = 0; ;) {
    const offset = Number((await speak('HEAD', path, {}, new Uint8Array()))!.headers['upload-offset'])
    if (offset === bytes.length) return
    const left = bytes.subarray(offset)
    const cutAfter = cuts++ < CUTS ? 1 + random.int(Math.min(left.length, Math.ceil((2 * bytes.length) / CUTS))) : undefined
    await speak('PATCH', path, { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' }, left, cutAfter)
  }
}

async function session(): Promise<{ cookie: string; csrf: string }> {
  const answer = await fetch(`${url}/api/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ login, password: PASSWORD }) })
  const cookie = answer.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ')
  const { csrfToken } = await (await fetch(`${url}/api/me`, { headers: { cookie } })).json() as { csrfToken: string }
  return { cookie, csrf: csrfToken }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0)
  await once(probe, 'listening')
  const { port: free } = probe.address() as AddressInfo
  probe.close()
  return free
}

function mb(bytes: number): string { return (bytes / 1e6).toFixed(0) }

import { spawn } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { request as httpRequest, Agent } from 'node:http'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExpertQueue, ExpertWork } from '../../grader-ui/api/expert.ts'
import { newId } from '../../storage/new-id.ts'
import { openDatabase } from '../../storage/database/open-database.ts'
import { openMarkingStage, STAGE_PASSWORD } from '../grader-ui/harness/marking-stage.ts'
import { startPostgres } from '../harness/engines/postgres.ts'

/**
 * Many experts marking at once: `npm run bench -- expert-load`. One server and PostgreSQL on this machine, experts over loopback in a process of their
 * own. Everybody opens a work with its pages, gives a score every few seconds and hands the heap in; afterwards every score that was answered
 * with 200 is looked for in the database. SVERKA_LOAD_EXPERTS (300), SVERKA_LOAD_SECONDS (60), SVERKA_LOAD_PAUSE_MS between keys (3000).
 */
const EXPERTS = Number(process.env['SVERKA_LOAD_EXPERTS'] ?? 300)
const SECONDS = Number(process.env['SVERKA_LOAD_SECONDS'] ?? 60)
const PAUSE_MS = Number(process.env['SVERKA_LOAD_PAUSE_MS'] ?? 3000)
const WORKS = 8

interface Answer<T> { readonly status: number; readonly body: T; readonly bytes: number; readonly ms: number; readonly cookie: string | undefined }

const agent = new Agent({ keepAlive: true, maxSockets: Infinity })

/** One request, timed from its sending to its last byte. */
function ask<T>({ url, method = 'GET', cookie = '', csrf = '', body }: { url: string; method?: string; cookie?: string; csrf?: string; body?: unknown }): Promise<Answer<T>> {
  const from = performance.now()
  const payload = body === undefined ? undefined : JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const sent = httpRequest(url, { agent, method, headers: { cookie, 'x-csrf-token': csrf, ...(payload === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }) } }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const bytes = Buffer.concat(chunks)
        const isJson = String(response.headers['content-type']).includes('json')
        resolve({
          status: response.statusCode ?? 0, body: (isJson ? JSON.parse(bytes.toString()) : null) as T, bytes: bytes.length, ms: performance.now() - from,
          cookie: response.headers['set-cookie']?.find((one) => one.startsWith('sverka='))?.split(';')[0],
        })
      })
    })
    sent.on('error', reject)
    sent.end(payload)
  })
}

interface Tally { readonly api: number[]; readonly images: number[]; readonly given: { readonly expert: number; readonly cipher: string; readonly task: string; readonly score: string }[]; readonly failures: Record<string, number> }
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

interface Session { readonly cookie: string; readonly csrf: string }

/** Logging in is made slow on purpose; it is done before and not measured. */
async function enter(url: string, expert: number): Promise<Session> {
  const login = await ask<{ csrfToken: string }>({ url: `${url}/api/login`, method: 'POST', body: { login: `expert-${expert}`, password: STAGE_PASSWORD } })
  return { cookie: login.cookie ?? '', csrf: login.body.csrfToken }
}

/** One expert's evening, shortened. */
async function live({ url, expert, session, until, tally }: { url: string; expert: number; session: Session; until: number; tally: Tally }): Promise<void> {
  const timed = async <T>(path: string, more: { method?: string; body?: unknown } = {}, into = tally.api): Promise<Answer<T>> => {
    const answer = await ask<T>({ url: `${url}${path}`, ...session, ...more })
    into.push(answer.ms)
    if (answer.status !== 200) tally.failures[`${answer.status} ${path.replace(/[0-9a-f]{8}[0-9a-f-]+/g, '…')}`] = (tally.failures[`${answer.status} ${path.replace(/[0-9a-f]{8}[0-9a-f-]+/g, '…')}`] ?? 0) + 1
    return answer
  }
  // People do not begin in the same moment.
  await pause(Math.random() * PAUSE_MS)
  const queue = await timed<ExpertQueue>('/api/expert/queue')
  for (const { cipher } of queue.body.batches[0]!.works) {
    const work = await timed<ExpertWork>(`/api/expert/works/${cipher}`)
    for (const page of work.body.pages) await timed(page.imageUrl, {}, tally.images)
    for (const task of work.body.tasks) {
      if (Date.now() > until) return
      await pause(PAUSE_MS * (0.5 + Math.random()))
      const score = String(Math.floor(Math.random() * (task.maxScore + 1)))
      const answer = await timed(`/api/expert/works/${cipher}/scores`, { method: 'PUT', body: { key: newId(), task: task.id, score } })
      if (answer.status === 200) tally.given.push({ expert, cipher, task: task.id, score })
    }
    await timed<ExpertQueue>('/api/expert/queue')
  }
}

const p = (values: readonly number[], share: number): string => (values.length === 0 ? '—' : `${[...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))]!.toFixed(0)} ms`)
const row = (name: string, values: readonly number[]): string => `${name}: ${values.length} requests, p50 ${p(values, 0.5)}, p95 ${p(values, 0.95)}, p99 ${p(values, 0.99)}`

/** The experts' side, in a process of its own: what it measures is not its own work for the server. */
async function experts(url: string): Promise<Tally> {
  const tally: Tally = { api: [], images: [], given: [], failures: {} }
  const sessions: Session[] = []
  for (let expert = 1; expert <= EXPERTS; expert++) sessions.push(await enter(url, expert))
  const until = Date.now() + SECONDS * 1000
  await Promise.all(sessions.map((session, index) => live({ url, expert: index + 1, session, until, tally })))
  agent.destroy()
  return tally
}

async function bench(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sverka-load-'))
  await chmod(folder, 0o755)
  const postgres = await startPostgres(folder)
  const opened = await openDatabase({ databaseUrl: postgres.url, dataDir: folder })
  if (!opened.ok) throw new Error(opened.reason.message)
  const stage = await openMarkingStage({ database: opened.value, experts: EXPERTS, works: WORKS })
  try {
    const before = process.cpuUsage()
    const child = spawn(process.execPath, [...process.execArgv, import.meta.filename], { env: { ...process.env, SVERKA_LOAD_URL: stage.url }, stdio: ['ignore', 'pipe', 'inherit'] })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    const code = await new Promise<number | null>((resolve) => child.on('exit', resolve))
    if (code !== 0) throw new Error(`the experts' process ended with ${code}`)
    const tally = JSON.parse(Buffer.concat(chunks).toString()) as Tally
    const cpu = process.cpuUsage(before)
    const held = await stage.db.selectFrom('grade as g').innerJoin('assignment as a', 'a.id', 'g.assignment_id').innerJoin('work as w', 'w.id', 'a.work_id').select(['a.expert_id', 'w.cipher', 'g.task', 'g.score']).execute()
    const known = new Set(held.map((one) => `${one.expert_id} ${one.cipher} ${one.task} ${one.score}`))
    const lost = tally.given.filter((one) => !known.has(`expert-${one.expert} ${one.cipher} ${one.task} ${one.score}`)).length
    console.log(`${EXPERTS} experts for ${SECONDS} s, a key every ${PAUSE_MS / 1000} s; ${availableParallelism()} cores, load of the machine ${loadavg().map((one) => one.toFixed(1)).join(' ')}`)
    console.log(row('API', tally.api))
    console.log(row('images', tally.images))
    console.log(`scores answered with 200: ${tally.given.length}, lost: ${lost}; other answers: ${JSON.stringify(tally.failures)}`)
    console.log(`server: ${((cpu.user + cpu.system) / 1e6).toFixed(1)} s of processor time, ${((cpu.user + cpu.system) / 1000 / (tally.api.length + tally.images.length)).toFixed(2)} ms a request`)
    if (lost > 0) process.exitCode = 1
  } finally {
    await stage.close()
    await opened.value.close()
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

const url = process.env['SVERKA_LOAD_URL']
if (url === undefined) await bench()
else process.stdout.write(JSON.stringify(await experts(url)))

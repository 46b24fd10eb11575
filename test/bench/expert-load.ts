import { spawn } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../../storage/database/open-database.ts'
import type { Database } from '../../storage/database/database.ts'
import { openMarkingStage } from '../grader-ui/harness/marking-stage.ts'
import { startPostgres } from '../harness/engines/postgres.ts'
import { hangUp, type Session } from './load/ask.ts'
import { emptyTally, enter, spendEvening, type Tally } from './load/evening.ts'

/**
 * Many experts marking at once: `npm run bench -- expert-load`. One server and its database on this machine, experts over loopback in a process of
 * their own, logged in beforehand. All sit down within some seconds and mark at a human pace; for the last third of the time others log in meanwhile;
 * then everybody hands in. Afterwards every score that was answered with 200 is looked for in the database. PostgreSQL flushes to disk as in real life.
 *
 * SVERKA_LOAD_DATABASE (postgres | pglite), SVERKA_LOAD_EXPERTS (300), SVERKA_LOAD_SECONDS (45), SVERKA_LOAD_ARRIVE (10: seconds until all have sat down),
 * SVERKA_LOAD_KEY_MS (1000-3000: from one key to the next).
 */
const setting = (name: string, usual: string): string => process.env[`SVERKA_LOAD_${name}`] ?? usual
const EXPERTS = Number(setting('EXPERTS', '300'))
const SECONDS = Number(setting('SECONDS', '45'))
const ARRIVE_SECONDS = Number(setting('ARRIVE', '10'))
const KEY_MS = setting('KEY_MS', '1000-3000').split('-').map(Number) as [number, number]
const WORKS = 40
const LOGINS_A_SECOND = 3

interface Evening { readonly quiet: Tally; readonly logins: Tally; readonly end: Tally }

/** The experts' side: what it measures is not its own work for the server. */
async function experts(url: string): Promise<Evening> {
  const evening: Evening = { quiet: emptyTally(), logins: emptyTally(), end: emptyTally() }
  const sessions: Session[] = []
  for (let expert = 1; expert <= EXPERTS; expert++) sessions.push(await enter(url, expert, emptyTally()))
  const from = performance.now()
  const [loginsAt, endsAt] = [from + (SECONDS * 1000 * 2) / 3, from + SECONDS * 1000]
  const now = (): Tally => (performance.now() < loginsAt ? evening.quiet : performance.now() < endsAt ? evening.logins : evening.end)
  const others = setInterval(() => {
    if (now() === evening.logins) for (let one = 0; one < LOGINS_A_SECOND; one++) void enter(url, 1 + Math.floor(Math.random() * EXPERTS), evening.logins)
  }, 1000)
  const pace = { keyMs: KEY_MS, arriveMs: ARRIVE_SECONDS * 1000 }
  await Promise.all(sessions.map((session, index) => spendEvening({ url, expert: index + 1, session, pace, endsAt, now })))
  clearInterval(others)
  hangUp()
  return evening
}

const p = (sorted: readonly number[], share: number): string => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(0)
function row(name: string, ...lists: readonly (readonly number[])[]): void {
  const sorted = lists.flat().sort((a, b) => a - b)
  if (sorted.length > 0) console.log(`${name.padEnd(24)} ${String(sorted.length).padStart(6)} requests, p50 ${p(sorted, 0.5)} ms, p95 ${p(sorted, 0.95)} ms, p99 ${p(sorted, 0.99)} ms, worst ${p(sorted, 1)} ms`)
}

function report({ quiet, logins, end }: Evening): void {
  row('API', quiet.ms.scores, quiet.ms.lists)
  row('  scores', quiet.ms.scores)
  row('  lists and works', quiet.ms.lists)
  row('images', quiet.ms.images)
  row('while others log in: API', logins.ms.scores, logins.ms.lists)
  row('  images', logins.ms.images)
  row('  the logins', logins.ms.login)
  row('handing in', end.ms['hand-in'])
}

async function openEngine(folder: string): Promise<{ readonly database: Database; stop(): Promise<void> }> {
  const postgres = setting('DATABASE', 'postgres') === 'pglite' ? null : await startPostgres(folder, { flush: true })
  const opened = await openDatabase({ databaseUrl: postgres?.url ?? null, dataDir: folder })
  if (!opened.ok) throw new Error(opened.reason.message)
  return { database: opened.value, stop: async () => { await opened.value.close(); await postgres?.stop() } }
}

async function actOut(url: string): Promise<Evening> {
  // The profiler, when asked for, looks at the server only.
  const options = process.execArgv.filter((option) => !option.startsWith('--cpu-prof'))
  const child = spawn(process.execPath, [...options, import.meta.filename], { env: { ...process.env, SVERKA_LOAD_URL: url }, stdio: ['ignore', 'pipe', 'inherit'] })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  const code = await new Promise<number | null>((resolve) => child.on('exit', resolve))
  if (code !== 0) throw new Error(`the experts' process ended with ${code}`)
  return JSON.parse(Buffer.concat(chunks).toString()) as Evening
}

async function bench(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sverka-load-'))
  await chmod(folder, 0o755)
  const { database, stop } = await openEngine(folder)
  const stage = await openMarkingStage({ database, experts: EXPERTS, works: WORKS, papers: 4 })
  try {
    const before = process.cpuUsage()
    const evening = await actOut(stage.url)
    const cpu = process.cpuUsage(before)
    const all = Object.values(evening) as Tally[]
    const given = all.flatMap((tally) => tally.given)
    const held = await stage.db.selectFrom('grade as g').innerJoin('assignment as a', 'a.id', 'g.assignment_id').innerJoin('work as w', 'w.id', 'a.work_id').select(['a.expert_id', 'w.cipher', 'g.task', 'g.score']).execute()
    const known = new Set(held.map((one) => `${one.expert_id} ${one.cipher} ${one.task} ${one.score}`))
    const lost = given.filter((one) => !known.has(`expert-${one.expert} ${one.cipher} ${one.task} ${one.score}`)).length
    const steady = evening.logins
    console.log(`${database.engine}: ${EXPERTS} experts with ${WORKS} works each, all there after ${ARRIVE_SECONDS} s, a key every ${KEY_MS.map((ms) => ms / 1000).join('–')} s, for ${SECONDS} s; ` +
      `${availableParallelism()} cores, load of the machine ${loadavg().map((one) => one.toFixed(1)).join(' ')}`)
    console.log(`once all are there: ${(steady.ms.scores.length / (SECONDS / 3)).toFixed(0)} scores, ${(steady.ms.lists.length / (SECONDS / 3)).toFixed(0)} lists and works, ${(steady.ms.images.length / (SECONDS / 3)).toFixed(0)} images (${(steady.imageBytes / 1e6 / (SECONDS / 3)).toFixed(1)} MB) a second`)
    report(evening)
    console.log(`scores answered with 200: ${given.length}, lost: ${lost}; handed in: ${evening.end.handedIn} works; other answers: ${JSON.stringify(all.map(({ failures }) => failures))}`)
    const requests = all.reduce((sum, { ms }) => sum + Object.values(ms).flat().length, 0)
    console.log(`server: ${((cpu.user + cpu.system) / 1e6).toFixed(1)} s of processor time, ${((cpu.user + cpu.system) / 1000 / requests).toFixed(2)} ms a request`)
    if (lost > 0) process.exitCode = 1
  } finally {
    await stage.close()
    await stop()
    await rm(folder, { recursive: true, force: true })
  }
}

const url = process.env['SVERKA_LOAD_URL']
if (url === undefined) await bench()
else process.stdout.write(JSON.stringify(await experts(url)))

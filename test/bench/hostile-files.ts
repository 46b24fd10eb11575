import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fixtureBlankFiles, fixtureBlankPdf, fixtureForm } from '../../fixtures/form-blanks.ts'
import { sniffFile } from '../../pipeline/intake/sniff-file.ts'
import type { FormSet } from '../../workers/recognition/messages.ts'
import { RecogniserPool } from '../../workers/recognition/recogniser-pool.ts'

/**
 * What every file of a folder (malformed and hostile ones, for example) comes to in the real recogniser process: its pages or its refusal, the
 * processor time and the memory beyond an idle process. `npx tsx test/bench/hostile-files.ts FOLDER`; exit code 1 when a file took over 20 s,
 * over 512 MB or gave a bug. Linux only: it reads /proc.
 */
const MOST_SECONDS = 20
const MOST_MB = 512

const folder = process.argv[2]
if (!folder) throw new Error('Usage: hostile-files.ts FOLDER')

/** What one file came to. */
interface Outcome { readonly file: string; readonly outcome: string; readonly cpuSeconds: number; readonly wallSeconds: number; readonly growthMb: number }

const children = (): number[] => readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
/** Highest memory since the last reset, resident now, and time used; zero when the process is gone. */
function used(pid: number): { readonly peakMb: number; readonly nowMb: number; readonly cpuSeconds: number } {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const mb = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { peakMb: mb('VmHWM'), nowMb: mb('VmRSS'), cpuSeconds: (Number(fields[11]) + Number(fields[12])) / 100 }
  } catch {
    return { peakMb: 0, nowMb: 0, cpuSeconds: 0 }
  }
}
const resetPeak = (pid: number): void => writeFileSync(`/proc/${pid}/clear_refs`, '5')

const physics = await fixtureForm('physics-7-2023')
const forms: FormSet = { key: 'bench', forms: [{ form: physics, blanks: await fixtureBlankFiles(physics) }] }
const work = mkdtempSync(join(tmpdir(), 'sverka-hostile-'))
const pool = new RecogniserPool({ size: 1 })

async function measure(path: string): Promise<Outcome> {
  const [pid] = children()
  if (pid) resetPeak(pid)
  const before = pid ? used(pid) : { nowMb: 0, cpuSeconds: 0 }
  const startedAt = performance.now()
  const seen = new Map<string, number>()
  let peakMb = 0, cpuSeconds = 0
  const watch = setInterval(() => {
    const [now] = children()
    if (now) { const at = used(now); peakMb = Math.max(peakMb, at.peakMb); cpuSeconds = Math.max(cpuSeconds, now === pid ? at.cpuSeconds - before.cpuSeconds : at.cpuSeconds) }
  }, 50)
  try {
    if (sniffFile(new Uint8Array(readFileSync(path)).subarray(0, 4096)) === null) seen.set('refused at the door: unsupported-file', 1)
    else for await (const page of pool.walk({ path, name: basename(path), forms })) {
      const what = page.outcome.type === 'refused' ? `refused: ${page.outcome.reason}` : `page: ${page.outcome.registration.type}`
      seen.set(what, (seen.get(what) ?? 0) + 1)
    }
  } catch (error) {
    seen.set(`BUG ${(error as Error).message.slice(0, 300)}`, 1)
  }
  clearInterval(watch)
  const [now] = children()
  if (now) { const at = used(now); peakMb = Math.max(peakMb, at.peakMb); if (now === pid) cpuSeconds = at.cpuSeconds - before.cpuSeconds }
  return {
    file: path.slice(folder!.length + 1), outcome: [...seen].map(([what, n]) => (n > 1 ? `${what} ×${n}` : what)).join(', '),
    cpuSeconds, wallSeconds: (performance.now() - startedAt) / 1000, growthMb: pid ? Math.max(0, peakMb - before.nowMb) : 0,
  }
}

const filesBelow = (path: string): string[] => readdirSync(path, { withFileTypes: true })
  .flatMap((entry) => (entry.isDirectory() ? filesBelow(join(path, entry.name)) : [join(path, entry.name)])).sort()

// A good file first: models and forms are loaded once.
const warm = join(work, 'warm.pdf')
writeFileSync(warm, await fixtureBlankPdf(physics, '1'))
await measure(warm)
console.log(`an idle process holds ${used(children()[0]!).nowMb.toFixed(0)} MB`)
const outcomes: Outcome[] = []
for (const path of filesBelow(folder)) {
  const one = await measure(path)
  outcomes.push(one)
  console.log(`${one.cpuSeconds.toFixed(1).padStart(6)} s ${one.wallSeconds.toFixed(1).padStart(6)} s wall ${one.growthMb.toFixed(0).padStart(5)} MB  ${one.file}: ${one.outcome}`)
}
pool.close()
rmSync(work, { recursive: true, force: true })
const bad = outcomes.filter((one) => one.cpuSeconds > MOST_SECONDS || one.growthMb > MOST_MB || one.outcome === '' || one.outcome.includes('BUG'))
console.log(`files ${outcomes.length}, over the limits or without an answer ${bad.length}${bad.map((one) => `\n  ${one.file}: ${one.outcome}`).join('')}`)
process.exitCode = bad.length > 0 ? 1 : 0

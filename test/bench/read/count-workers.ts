import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { FormSet } from '../../../workers/recognition/messages.ts'
import { RecogniserPool } from '../../../workers/recognition/recogniser-pool.ts'

export interface WorkerCount { readonly pages: number; readonly cpuMs: number; readonly clockMs: number; readonly peakMb: number }

/** A file through recogniser processes as a worker starts them; the first walk warms them up and is not counted. Linux only: asks /proc. */
export async function countWorkers({ path, forms, workers }: { readonly path: string; readonly forms: FormSet; readonly workers: number }): Promise<WorkerCount> {
  const before = new Set(children())
  const pool = new RecogniserPool({ size: workers })
  try {
    await walk(pool, path, forms)
    const mine = children().filter((pid) => !before.has(pid))
    const cpuBefore = sum(mine.map(cpuMsOf)), startedAt = performance.now()
    const pages = await walk(pool, path, forms)
    return {
      pages, clockMs: (performance.now() - startedAt) / pages, cpuMs: (sum(mine.map(cpuMsOf)) - cpuBefore) / pages, peakMb: Math.max(...mine.map(peakMbOf)),
    }
  } finally {
    pool.close()
  }
}

async function walk(pool: RecogniserPool, path: string, forms: FormSet): Promise<number> {
  let pages = 0
  for await (const { outcome } of pool.walk({ path, name: basename(path), forms })) {
    if (outcome.type === 'refused') throw new Error(outcome.reason)
    pages++
  }
  return pages
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const children = (): string[] =>
  readdirSync('/proc/self/task').flatMap((task) => readFileSync(`/proc/self/task/${task}/children`, 'utf8').split(' ').filter((pid) => pid !== ''))

/** Linux counts in hundredths of a second. */
function cpuMsOf(pid: string): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

const peakMbOf = (pid: string): number => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024

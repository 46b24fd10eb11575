import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Mixes 4 MB of bytes with their neighbours, as half of reading does, and says how many ms that took. */
const WORK = `const from = new Uint8Array(4e6).fill(3), to = new Uint8Array(4e6), start = performance.now()
for (let round = 0; round < 200; round++) for (let i = 1; i < 4e6 - 1; i++) to[i] = (from[i - 1] + from[i] + from[i + 1]) >> 1
console.log(performance.now() - start)`

/** What two processes gain over one on this machine when they share nothing but its cores: 2 where cores are whole. */
export async function machineGain(): Promise<number> {
  const alone = await workMs()
  return (2 * alone) / Math.max(...await Promise.all([workMs(), workMs()]))
}

const workMs = async (): Promise<number> => Number((await promisify(execFile)(process.execPath, ['-e', WORK])).stdout)

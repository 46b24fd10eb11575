import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { lockFolder } from '../../../storage/database/lock-folder.ts'

let folder = ''
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'sverka-lock-')) })
afterEach(() => rm(folder, { recursive: true }))

describe('the lock of a folder', () => {
  test('has one holder, and is free again after it', async () => {
    const first = await lockFolder(folder)
    expect(await lockFolder(folder)).toEqual({ ok: false, reason: 'held' })
    if (first.ok) await first.value.release()
    const second = await lockFolder(folder)
    expect(second.ok).toBe(true)
    if (second.ok) await second.value.release()
    expect(await readdir(folder)).toEqual([])
  })

  test('never has two holders when many reach for it at once', async () => {
    for (let round = 0; round < 20; round++) {
      const answers = await Promise.all(Array.from({ length: 5 }, () => lockFolder(folder)))
      const holders = answers.filter((answer) => answer.ok)
      expect(holders.length).toBeLessThanOrEqual(1)
      for (const holder of holders) await holder.value.release()
    }
  })

  test('is held by another process until that is killed', async () => {
    const script = `import { lockFolder } from '${new URL('../../../storage/database/lock-folder.ts', import.meta.url).href}'
      console.log((await lockFolder(${JSON.stringify(folder)})).ok); setInterval(() => {}, 1000)`
    const other = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [said] = await once(other.stdout, 'data') as [Buffer]
    expect(said.toString()).toBe('true\n')
    expect(await lockFolder(folder)).toEqual({ ok: false, reason: 'held' })
    other.kill('SIGKILL')
    await once(other, 'exit')
    const lock = await lockFolder(folder)
    expect(lock.ok).toBe(true)
    if (lock.ok) await lock.value.release()
  })

  test('a path too long for a socket is refused in words', async () => {
    await expect(lockFolder(join(folder, 'x'.repeat(120)))).rejects.toThrow(/слишком длинный/)
  })
})

import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startPostgres } from './engines/postgres.ts'
import { startRadosgw } from './engines/radosgw.ts'
import { startRedis } from './engines/redis.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Servers of this test run; `inject` gives their URLs. */
    postgresUrl: string
    redisUrl: string
    s3Url: string
  }
}

/**
 * Starts the real servers that the tests of the adapters use, each on a port of its own in a temporary folder; stops and removes them
 * after the run. Fails when one is not installed, naming its Debian package: no test is left out.
 */
export default async function startEngines(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'sverka-engines-'))
  await chmod(folder, 0o755)
  const started = await Promise.allSettled([startPostgres(folder), startRedis(folder), startRadosgw(folder)])
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((one) => one.status === 'fulfilled' ? one.value.stop() : undefined))
    await rm(folder, { recursive: true, force: true })
  }
  const failed = started.filter((one) => one.status === 'rejected').map((one) => one.reason as Error)
  if (failed.length > 0) {
    await stop()
    throw new Error(failed.map((error) => error.message).join('\n'), { cause: failed[0] })
  }
  const [postgres, redis, s3] = started.map((one) => (one as PromiseFulfilledResult<{ url: string }>).value.url)
  project.provide('postgresUrl', postgres!)
  project.provide('redisUrl', redis!)
  project.provide('s3Url', s3!)
  return stop
}

import { existsSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { join, resolve } from 'node:path'
import type { AddressInfo } from 'node:net'
import type { Logger } from 'pino'
import { buildApp } from '../grader-ui/server/build-app.ts'
import type { Config } from '../storage/config.ts'
import { keepLogKey } from '../storage/log-key.ts'
import { registerLogKey } from '../storage/log-checkpoints.ts'
import { keepSessionSecret } from '../storage/session-secret.ts'
import { loadFonts } from './fonts.ts'
import { openEngines, type Engines } from './open-engines.ts'
import { startWorker } from './start-worker.ts'

const WEB_FOLDER = resolve(import.meta.dirname, '../grader-ui/web/dist')
const LOGINS_PER_MINUTE = 10
const LIVE_EVERY_MS = 700

export interface RunningServer {
  /** Where it listens, e.g. `http://127.0.0.1:8080`. */
  readonly url: string
  readonly engines: Engines
  /** Ends in order: no new requests, running jobs, engines. What was running is taken up at the next start. */
  close(): Promise<void>
}

/** Starts the server, with a worker in the same process unless told not to. Throws `EngineProblem` in words for a person. */
export async function runServer({ config, log, worker = true, loginsPerMinute = LOGINS_PER_MINUTE }: {
  readonly config: Config; readonly log: Logger; readonly worker?: boolean; readonly loginsPerMinute?: number
}): Promise<RunningServer> {
  const engines = await openEngines({ config, log })
  const logKey = await keepLogKey(config)
  await registerLogKey(engines.database.db, { key: logKey, at: new Date() })
  const running = worker ? await startWorker({ engines, config, log }) : null
  const app = await buildApp({
    database: engines.database.db, blobs: engines.blobs, dispatch: (ids) => engines.dispatch(ids), clock: () => new Date(),
    random: (bytes) => randomBytes(bytes), log, fonts: await loadFonts(), logKey,
    config: {
      publicUrl: config.publicUrl, sessionSecret: await keepSessionSecret(config), maxFileBytes: config.maxFileBytes, uploadFolder: join(config.dataDir, 'uploads'),
      webFolder: existsSync(WEB_FOLDER) ? WEB_FOLDER : null, loginsPerMinute, liveEveryMs: LIVE_EVERY_MS,
    },
  })
  await app.listen({ host: config.host, port: config.port })
  const { port } = app.server.address() as AddressInfo
  return {
    url: `http://${config.host}:${port}`, engines,
    async close() {
      await app.close()
      await running?.close()
      await engines.close()
    },
  }
}

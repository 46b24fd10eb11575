import { randomBytes } from 'node:crypto'
import type { Config } from './config.ts'
import { keepSecret } from './keep-secret.ts'

/** The secret that signs session cookies: the configured one, or one kept in the data folder, so that a restart logs nobody out. */
export const keepSessionSecret = async ({ sessionSecret, dataDir }: Pick<Config, 'sessionSecret' | 'dataDir'>): Promise<string> =>
  sessionSecret ?? keepSecret({ dataDir, name: 'session-secret', make: () => randomBytes(32).toString('hex') })

import type { FastifyBaseLogger, FastifyInstance, RawReplyDefaultExpression, RawRequestDefaultExpression, RawServerDefault } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { FontFiles } from '../../pipeline/protocol/document/open-pdf.ts'
import type { LogKey } from '../../pipeline/protocol/log-key.ts'
import type { Blobs } from '../../storage/blobs/blobs.ts'
import type { Db } from '../../storage/database/database.ts'

/** Settings of the server; `storage/config.ts` and the session secret give them. */
export interface ServerConfig {
  /** The address that people type; with https the session cookie goes over TLS only and the proxy's headers are believed. */
  readonly publicUrl: string
  /** Signs the session cookie, at least 32 characters. */
  readonly sessionSecret: string
  /** The largest file a school may upload. */
  readonly maxFileBytes: number
  /** Where uploads lie until their last byte has come. */
  readonly uploadFolder: string
  /** The folder of the built pages; null serves the API only. */
  readonly webFolder: string | null
  /** Wrong and right logins of one name from one address within a minute. */
  readonly loginsPerMinute: number
  /** How often a change made by another process is looked for, and the shortest time between two `changed` to one page. */
  readonly liveEveryMs: number
}

/** Everything the routes work with; nothing else is reached for. */
export interface Services {
  readonly database: Db
  readonly blobs: Blobs
  /** Tells the queue that these task rows wait. Called after the transaction; a lost call is made good by the sweep. */
  readonly dispatch: (taskIds: readonly string[]) => Promise<void>
  readonly config: ServerConfig
  readonly clock: () => Date
  /** That many random bytes, unpredictable. */
  readonly random: (bytes: number) => Uint8Array
  readonly log: FastifyBaseLogger
  /** The faces that documents are printed with. */
  readonly fonts: FontFiles
  /** Signs checkpoints of the audit log; registered in the database. */
  readonly logKey: LogKey
}

/** The fastify instance with zod schemas as its types. */
export type App = FastifyInstance<RawServerDefault, RawRequestDefaultExpression, RawReplyDefaultExpression, FastifyBaseLogger, ZodTypeProvider>

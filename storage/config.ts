import { resolve } from 'node:path'
import { z } from 'zod'
import { ok, refuse, type Result } from '../pipeline/model/result.ts'
import { readSignerLine } from '../pipeline/protocol/log-key.ts'

/** Where blobs lie: a folder, or a bucket of any S3 server. */
export type BlobsConfig =
  | { readonly type: 'folder'; readonly folder: string }
  | { readonly type: 's3'; readonly host: string; readonly port: number; readonly tls: boolean
      readonly accessKey: string; readonly secretKey: string; readonly bucket: string; readonly region: string }

/** Every setting of the program. Paths are absolute. */
export interface Config {
  readonly dataDir: string
  /** null: the embedded database in the data folder. */
  readonly databaseUrl: string | null
  readonly blobs: BlobsConfig
  /** null: the queue lives in the database. */
  readonly redisUrl: string | null
  readonly host: string
  readonly port: number
  /** The address that people type; with https the session cookie is sent over TLS only. */
  readonly publicUrl: string
  /** null: made once and kept in the data folder, see `keepSessionSecret`. */
  readonly sessionSecret: string | null
  /** The line of the key that signs checkpoints of the audit log; null: made once and kept in the data folder, see `keepLogKey`. */
  readonly logKey: string | null
  readonly logLevel: (typeof LOG_LEVELS)[number]
  /** Threads for work on pictures. */
  readonly threads: number
  /** The largest file a school may upload. */
  readonly maxFileBytes: number
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const

const address = (protocols: readonly string[], example: string) => z.string().refine((text) => {
  const url = parseUrl(text)
  return url !== null && url.hostname !== '' && protocols.includes(url.protocol)
}, `ожидается адрес вида ${example}`)

const whole = (least: number, most: number) => z.string()
  .refine((text) => /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most, `ожидается целое число от ${least} до ${most}`)
  .transform(Number)

const S3_EXAMPLE = 's3://КЛЮЧ:СЕКРЕТ@хост:порт/корзина (s3+tls://… для HTTPS, ?region=… при необходимости)'

const blobs = z.string().transform((text, context) => {
  if (text === 'folder') return null
  const s3 = parseS3(text)
  if (s3) return s3
  context.addIssue({ code: 'custom', message: `ожидается folder или ${S3_EXAMPLE}` })
  return z.NEVER
})

const settings = z.object({
  SVERKA_DATA_DIR: z.string().default('./data'),
  SVERKA_DATABASE_URL: address(['postgres:', 'postgresql:'], 'postgres://имя:пароль@хост:5432/база').optional(),
  SVERKA_BLOBS: blobs.default(null),
  SVERKA_REDIS_URL: address(['redis:', 'rediss:'], 'redis://хост:6379').optional(),
  SVERKA_HOST: z.string().default('127.0.0.1'),
  SVERKA_PORT: whole(0, 65535).default(8080),
  SVERKA_PUBLIC_URL: address(['http:', 'https:'], 'https://sverka.example.ru').optional(),
  SVERKA_SESSION_SECRET: z.string().min(32, 'ожидается не меньше 32 знаков').optional(),
  SVERKA_LOG_KEY: z.string().refine((line) => readSignerLine(line) !== null, 'ожидается строка PRIVATE+KEY+… из файла log-key в папке данных первого сервера').optional(),
  SVERKA_LOG_LEVEL: z.enum(LOG_LEVELS, `ожидается одно из: ${LOG_LEVELS.join(', ')}`).default('info'),
  SVERKA_THREADS: whole(1, 64).default(2),
  SVERKA_MAX_FILE_MB: whole(1, 2000).default(500),
})

/**
 * Environment → settings, parsed once. Refuses with everything that is wrong, one Russian line a setting; a misspelled `SVERKA_…`
 * name is wrong too. An empty value counts as absent. No line repeats a value: it may be a password.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Result<Config, readonly string[]> {
  const given = Object.fromEntries(Object.entries(env).filter(([name, value]) => name.startsWith('SVERKA_') && value?.trim())
    .map(([name, value]) => [name, value?.trim()]))
  const parsed = settings.safeParse(given)
  const unknown = Object.keys(given).filter((name) => !(name in settings.shape)).map((name) => `${name}: такой настройки нет, проверьте имя`)
  const wrong = parsed.success ? [] : parsed.error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`)
  if (!parsed.success || unknown.length > 0) return refuse([...wrong, ...unknown])
  const value = parsed.data
  const dataDir = resolve(value.SVERKA_DATA_DIR)
  return ok({
    dataDir,
    databaseUrl: value.SVERKA_DATABASE_URL ?? null,
    blobs: value.SVERKA_BLOBS ?? { type: 'folder', folder: resolve(dataDir, 'blobs') },
    redisUrl: value.SVERKA_REDIS_URL ?? null,
    host: value.SVERKA_HOST,
    port: value.SVERKA_PORT,
    publicUrl: value.SVERKA_PUBLIC_URL ?? `http://${value.SVERKA_HOST}:${value.SVERKA_PORT}`,
    sessionSecret: value.SVERKA_SESSION_SECRET ?? null,
    logKey: value.SVERKA_LOG_KEY ?? null,
    logLevel: value.SVERKA_LOG_LEVEL,
    threads: value.SVERKA_THREADS,
    maxFileBytes: value.SVERKA_MAX_FILE_MB * 1_000_000,
  })
}

function parseS3(text: string): Extract<BlobsConfig, { type: 's3' }> | null {
  const url = parseUrl(text)
  if (!url || (url.protocol !== 's3:' && url.protocol !== 's3+tls:')) return null
  const tls = url.protocol === 's3+tls:'
  const bucket = url.pathname.slice(1)
  const [accessKey, secretKey] = [unescape(url.username), unescape(url.password)]
  if (!url.hostname || !accessKey || !secretKey || !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) return null
  return {
    type: 's3', host: url.hostname, port: url.port ? Number(url.port) : tls ? 443 : 80, tls,
    accessKey, secretKey, bucket, region: url.searchParams.get('region') ?? 'us-east-1',
  }
}

function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null
}

function unescape(part: string): string | null {
  try {
    return decodeURIComponent(part)
  } catch { return null }
}

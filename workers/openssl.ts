import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What OpenSSL says of a signature. `not-available`: there is no `openssl` here, or none that knows GOST. */
export type OpensslVerdict = 'valid' | 'untrusted' | 'invalid' | 'not-available'

/** Long enough for a file of hundreds of megabytes on a busy machine. */
const TIME_LIMIT_MS = 120_000

/**
 * Has the `openssl` program check a detached CMS signature (DER) with its GOST engine (Debian: `openssl`, `libengine-gost-openssl`).
 * `trusted` certificates are DER, dates are checked at `at`; revocation is not asked.
 */
export async function verifyWithOpenssl({ cms, content, trusted, at }: {
  readonly cms: Uint8Array; readonly content: Uint8Array; readonly trusted: readonly Uint8Array[]; readonly at: Date
}): Promise<OpensslVerdict> {
  const folder = await mkdtemp(join(tmpdir(), 'sverka-openssl-'))
  const file = (name: string): string => join(folder, name)
  try {
    await Promise.all([writeFile(file('signature'), cms), writeFile(file('content'), content), writeFile(file('trusted.pem'), trusted.map(pem).join(''))])
    const verify = (...options: readonly string[]): Promise<Ended> => openssl('cms', '-verify', '-engine', 'gost', '-binary', '-inform', 'DER',
      '-in', file('signature'), '-content', file('content'), '-purpose', 'any', '-out', file('out'), ...options)
    const intact = await verify('-noverify')
    if (intact.missing || /Invalid engine/.test(intact.stderr)) return 'not-available'
    if (intact.code !== 0) return 'invalid'
    if (trusted.length === 0) return 'untrusted'
    const chain = await verify('-CAfile', file('trusted.pem'), '-no-CApath', '-no-CAstore', '-attime', String(Math.floor(at.getTime() / 1000)))
    return chain.code === 0 ? 'valid' : 'untrusted'
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

interface Ended { readonly code: number; readonly stderr: string; readonly missing: boolean }

function openssl(...options: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile('openssl', [...options], { timeout: TIME_LIMIT_MS, maxBuffer: 1 << 20 }, (error, _stdout, stderr) => {
      resolve({ code: error ? (typeof error.code === 'number' ? error.code : 1) : 0, stderr, missing: error?.code === 'ENOENT' })
    })
  })
}

const pem = (der: Uint8Array): string => `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64').replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`

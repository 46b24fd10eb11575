import { randomBytes } from 'node:crypto'
import { readSignerLine, signerLine, type LogKey } from '../pipeline/protocol/log-key.ts'
import type { Config } from './config.ts'
import { keepSecret } from './keep-secret.ts'

/**
 * The key that signs checkpoints of the audit log: the configured one, or one kept in the data folder. With it the log gets its name, from the address that people
 * typed then and eight random digits: it stays when the address changes. Throws when the kept file is damaged: with a new key all former checkpoints would look foreign.
 */
export async function keepLogKey({ logKey, publicUrl, dataDir }: Pick<Config, 'logKey' | 'publicUrl' | 'dataDir'>): Promise<LogKey> {
  const make = (): string => signerLine({ origin: `${new URL(publicUrl).hostname}/audit-${randomBytes(4).toString('hex')}`, seed: randomBytes(32) })
  const key = readSignerLine(logKey ?? await keepSecret({ dataDir, name: LOG_KEY_FILE, make }))
  if (!key) throw new Error(`The file ${LOG_KEY_FILE} in the data folder holds no key of the audit log: put it back from a copy`)
  return key
}

export const LOG_KEY_FILE = 'log-key'

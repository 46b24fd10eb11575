import { readSignerLine, signerLine } from '../../pipeline/protocol/log-key.ts'

/** The key that signs the log of servers in tests. */
export const TEST_LOG_KEY = readSignerLine(signerLine({ origin: 'test.example/audit', seed: Buffer.alloc(32, 7) }))!

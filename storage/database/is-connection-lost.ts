const NODE = new Set(['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'])
/** What the driver says without a code when the other side is gone, does not answer, or the session was closed. */
const WORDS = /^Connection terminated|timeout exceeded when trying to connect|connection error and is not queryable|PGlite is closed/

/** Is it the connection that failed, and not what was asked over it? PostgreSQL's classes 08 (connection) and 57P (the server goes), and 53300 (no session free). */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return /^(08|57P)...?$|^53300$/.test(code) || NODE.has(code) || WORDS.test(error.message)
}

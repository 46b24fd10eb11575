import pg from 'pg'

export type Pool = pg.Pool

const INT8 = 20

/** A pool of sessions. Counts and sizes (int8) come as numbers: none here reaches 2^53. */
export function openPool(options: pg.PoolConfig): Pool {
  const getTypeParser = ((oid: number, format?: 'text' | 'binary') => oid === INT8 ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser
  const pool = new pg.Pool({ ...options, types: { getTypeParser } })
  // A session that the server ends makes its query fail, and the next query gets another one. Without these listeners, the end of one
  // that is idle, or held between two queries of a transaction, would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

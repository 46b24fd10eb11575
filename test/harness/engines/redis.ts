import { connect } from 'node:net'
import { join } from 'node:path'
import { waitUntil } from '../wait-until.ts'
import { end, findProgram, freePort, runDying, type Engine } from './run-dying.ts'

/** A Redis server that keeps nothing on disk, on the given port or a free one. `stop` kills it at once: what was in it is lost. */
export async function startRedis(folder: string, port?: number): Promise<Engine> {
  const own = port ?? await freePort()
  const program = findProgram({ name: 'redis-server', debian: 'redis-server' })
  const child = await runDying([program, '--port', String(own), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder], { log: join(folder, 'redis.log') })
  await waitUntil(() => answersPing(own))
  return { url: `redis://127.0.0.1:${own}`, stop: () => end(child) }
}

function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    socket.once('data', (bytes) => { resolve(bytes.toString().startsWith('+PONG')); socket.destroy() })
    socket.once('error', () => resolve(false))
  })
}

import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { join, relative } from 'node:path'
import { ok, refuse, type Result } from '../../pipeline/model/result.ts'

export interface FolderLock { release(): Promise<void> }

const NAME = /^lock-[0-9a-f]{8}\.sock$/
// The kernel keeps a socket's path in 108 bytes; macOS has 104.
const LONGEST_PATH = 103

/**
 * Holds a folder for one process until `release` or the end of the process, however it ends. Each process listens on a socket of its
 * own in the folder, then looks for others that answer: of two starting at once at least one sees the other and gives way. A socket
 * that nobody listens on was left by a process that died. Refuses when the folder is held; throws when sockets cannot be made there.
 */
export async function lockFolder(folder: string): Promise<Result<FolderLock, 'held'>> {
  await mkdir(folder, { recursive: true })
  const own = `lock-${randomBytes(4).toString('hex')}.sock`
  const release = await listenOn(socketPath(folder, own))
  for (const name of await readdir(folder)) {
    if (!NAME.test(name) || name === own) continue
    if (await answers(socketPath(folder, name))) {
      await release()
      return refuse('held')
    }
    await rm(join(folder, name), { force: true })
  }
  return ok({ release })
}

function socketPath(folder: string, name: string): string {
  const whole = join(folder, name)
  const path = Buffer.byteLength(whole) <= LONGEST_PATH ? whole : relative(process.cwd(), whole)
  if (Buffer.byteLength(path) > LONGEST_PATH) throw new Error(`Путь к папке слишком длинный для замка: ${folder}. Выберите путь короче 80 знаков.`)
  return path
}

function listenOn(path: string): Promise<() => Promise<void>> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', reject)
    server.listen(path, () => resolve(() => new Promise((closed) => server.close(() => closed()))))
    // The lock alone must not keep a process alive that has finished.
    server.unref()
  })
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => { socket.destroy(); resolve(true) })
    socket.once('error', (error: NodeJS.ErrnoException) => {
      // Anything else, as a connection reset by a holder that is just leaving, had somebody behind it.
      resolve(!['ECONNREFUSED', 'ENOENT', 'ENOTSOCK'].includes(error.code ?? ''))
    })
  })
}

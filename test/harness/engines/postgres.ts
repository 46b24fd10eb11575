import type { ChildProcess } from 'node:child_process'
import { chown, mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { waitUntil } from '../wait-until.ts'
import { end, findProgram, freePort, runDying, runOnce, type Engine } from './run-dying.ts'

const DEBIAN = '/usr/lib/postgresql'

/** A server that can be cut off in the midst of its work and started again with what was committed. */
export interface PostgresEngine extends Engine { restart(): Promise<void> }

/** A PostgreSQL server of its own in a folder; without `flush` nothing waits for the disk. Started by root it runs as `postgres`, for it refuses to be root. */
export async function startPostgres(folder: string, { flush = false }: { readonly flush?: boolean } = {}): Promise<PostgresEngine> {
  const versions = await readdir(DEBIAN).catch(() => [])
  const folders = versions.sort((a, b) => Number(b) - Number(a)).map((version) => join(DEBIAN, version, 'bin'))
  const find = (name: string): string => findProgram({ name, debian: 'postgresql-15', folders })
  const [initdb, postgres] = [find('initdb'), find('postgres')]
  const user = process.getuid?.() === 0 ? 'postgres' : undefined
  const data = join(folder, 'postgres')
  await mkdir(data)
  if (user) {
    const ids = await Promise.all(['-u', '-g'].map((what) => runOnce(['id', what, user])))
    await chown(data, Number(ids[0]), Number(ids[1]))
  }
  await runOnce([initdb, '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'], { user })
  const port = await freePort()
  const command = [postgres, '-D', data, '-k', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', `fsync=${flush ? 'on' : 'off'}`, '-c', 'max_connections=200']
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  let starts = 0
  const start = async (): Promise<ChildProcess> => {
    const log = join(folder, `postgres-${++starts}.log`)
    const child = await runDying(command, { user, log })
    await waitUntil(async () => {
      const said = await readFile(log, 'utf8')
      if (child.exitCode !== null) throw new Error(`PostgreSQL did not start:\n${said}`)
      return said.includes('ready to accept connections')
    })
    return child
  }
  let child = await start()
  // SIGQUIT ends it at once, without a last word to anybody.
  const stop = (): Promise<void> => end(child, 'SIGQUIT')
  return { url, stop, restart: async () => { await stop(); child = await start() } }
}

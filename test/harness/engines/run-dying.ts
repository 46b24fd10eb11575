import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

/** A server of the tests. */
export interface Engine {
  readonly url: string
  stop(): Promise<void>
}

export interface RunOptions {
  /** The user to become, when started by root: some servers refuse to be root. */
  readonly user?: string | undefined
  readonly env?: Readonly<Record<string, string>>
  /** Where what it says goes. */
  readonly log: string
}

/** Starts a program that is killed with this process, however this process ends (setpriv of util-linux asks the kernel for it). */
export async function runDying(command: readonly string[], { user, env, log }: RunOptions): Promise<ChildProcess> {
  const file = await open(log, 'a')
  const become = user ? [`--reuid=${user}`, `--regid=${user}`, '--clear-groups'] : []
  const child = spawn('setpriv', [...become, '--pdeathsig=KILL', '--', ...command], { stdio: ['ignore', file.fd, file.fd], env: { ...process.env, ...env } })
  await file.close()
  return child
}

/** Ends a program and waits for its end. */
export async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill(signal)
  await ended
}

/** Runs a program to its end, as another user when asked. What it printed; throws when it fails. */
export async function runOnce(command: readonly string[], { user }: { readonly user?: string | undefined } = {}): Promise<string> {
  const [file, ...args] = user ? ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--clear-groups', '--', ...command] : command
  return (await promisify(execFile)(file!, args)).stdout
}

/** A port of 127.0.0.1 that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return port
}

/** The program's path. Throws, naming the Debian package it comes in, when it is not installed. */
export function findProgram({ name, debian, folders = [] }: { readonly name: string; readonly debian: string; readonly folders?: readonly string[] }): string {
  const path = [...folders, ...(process.env['PATH'] ?? '').split(delimiter)].map((folder) => join(folder, name)).find(isProgram)
  if (!path) throw new Error(`Для тестов нужен ${name}. Установите его: apt-get install ${debian}`)
  return path
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch { return false }
}

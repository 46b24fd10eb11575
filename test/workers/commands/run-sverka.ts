import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('../../../workers/sverka.mjs', import.meta.url))

export interface Ran { readonly code: number; readonly stdout: string; readonly stderr: string }

/** Runs the command line as a user does, in a process of its own. */
export const runSverka = (...args: string[]): Promise<Ran> => runSverkaWith({}, ...args)

/** The same with settings of its own. */
export const runSverkaWith = (settings: Readonly<Record<string, string>>, ...args: string[]): Promise<Ran> => new Promise((resolve) => {
  execFile(process.execPath, [PROGRAM, ...args], { maxBuffer: 64 * 2 ** 20, env: { ...plainEnv(), ...settings } }, (error, stdout, stderr) => {
    resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr })
  })
})

/** Without this run's own settings of tests: the program refuses names that it does not know. */
const plainEnv = (): NodeJS.ProcessEnv => Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('SVERKA_')))

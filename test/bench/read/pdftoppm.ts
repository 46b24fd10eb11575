import { spawnSync } from 'node:child_process'

/** Processor time, ms, that `pdftoppm -r 200 -gray` takes for all pages of a file: what merely drawing them costs elsewhere. NaN where it is not installed. */
export function drawnBy(path: string): { readonly cpuMs: number } {
  const { stderr } = spawnSync('bash', ['-c', 'TIMEFORMAT="%U %S"; time pdftoppm -r 200 -gray "$0" > /dev/null', path], { encoding: 'utf8' })
  const [user, system] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number)
  return { cpuMs: ((user ?? NaN) + (system ?? NaN)) * 1000 }
}

import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { pino } from 'pino'
import { readConfig } from '../../storage/config.ts'
import { ensureWebBuilt } from '../ensure-web-built.ts'
import { resultText } from '../demo/print-result.ts'
import { runDemo } from '../demo/run-demo.ts'
import { showProgress } from '../demo/show-progress.ts'
import { untilSignal } from '../until-signal.ts'

interface Options { readonly exit?: boolean; readonly out: string; readonly seed: string; readonly port?: string }

/** `sverka demo [--exit]`: the whole way on made-up works. */
export function registerDemo(program: Command): void {
  program.command('demo')
    .description('весь путь на выдуманном муниципалитете: 6 школ, 60 работ, от сканов до подписанного протокола')
    .option('--exit', 'остановиться в конце, а не обслуживать посетителей')
    .option('--out <папка>', 'куда положить сканы, протокол и данные; прежнее демо в ней стирается', 'demo-out')
    .option('--seed <текст>', 'из чего выводится всё случайное', 'sverka')
    .option('--port <номер>', 'порт сервера; по умолчанию 8080, с --exit любой свободный')
    .action(async (options: Options) => {
      const folder = resolve(options.out)
      const config = readConfig({ SVERKA_DATA_DIR: `${folder}/data`, SVERKA_PORT: options.port ?? (options.exit ? '0' : '8080') })
      if (!config.ok) {
        console.error(config.reason.join('\n'))
        process.exitCode = 2
        return
      }
      await ensureWebBuilt()
      const password = randomBytes(4).toString('hex')
      const progress = showProgress({ now: () => performance.now(), write: (text) => process.stderr.write(text), terminal: process.stderr.isTTY })
      const log = pino({ level: 'warn' }, pino.destination(2))
      const result = await runDemo({ config: config.value, folder, password, seed: options.seed, progress, log })
      console.log(resultText({ result, password, running: !options.exit }))
      if (!options.exit) await untilSignal()
      await result.server.close()
      const lost = result.pages.scanned - result.pages.accounted
      if (lost !== 0) throw new Error(`${lost} pages are not accounted for`)
    })
}

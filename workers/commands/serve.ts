import type { Command } from 'commander'
import { pino } from 'pino'
import { readConfig } from '../../storage/config.ts'
import { countAccounts } from '../../storage/queries/setup.ts'
import { ensureWebBuilt } from '../ensure-web-built.ts'
import { EngineProblem } from '../open-engines.ts'
import { runServer } from '../run-server.ts'
import { untilSignal } from '../until-signal.ts'

const NOBODY_YET = 'Входов ещё нет. Остановите сервер и заведите муниципального координатора: npx sverka account add --name "Фамилия Имя Отчество"'

/** `sverka serve`: the server, with a worker in it unless told not to. */
export function registerServe(program: Command): void {
  program.command('serve')
    .description('сервер; настройки — переменные SVERKA_…, см. README')
    .option('--no-worker', 'не выполнять задачи в этом процессе: их возьмёт `sverka worker` (только с PostgreSQL)')
    .action(async ({ worker }: { worker: boolean }) => {
      const config = readConfig(process.env)
      if (!config.ok) return refuseToStart(config.reason)
      if (!worker && config.value.databaseUrl === null) return refuseToStart(['Встроенная база служит одному процессу: без PostgreSQL (SVERKA_DATABASE_URL) ключ --no-worker оставил бы задачи без исполнителя.'])
      await ensureWebBuilt()
      const log = pino({ level: config.value.logLevel }, pino.destination(2))
      try {
        const server = await runServer({ config: config.value, log, worker })
        console.log(`Сервер работает: ${server.url}`)
        if (await countAccounts(server.engines.database.db) === 0) console.log(NOBODY_YET)
        await untilSignal()
        await server.close()
      } catch (error) {
        if (!(error instanceof EngineProblem)) throw error
        refuseToStart([error.message])
      }
    })
}

/** Says everything that is wrong at once; exit code 2. */
export function refuseToStart(problems: readonly string[]): void {
  console.error(problems.join('\n'))
  process.exitCode = 2
}

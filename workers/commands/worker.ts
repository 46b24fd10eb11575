import type { Command } from 'commander'
import { pino } from 'pino'
import { readConfig } from '../../storage/config.ts'
import { EngineProblem, openEngines } from '../open-engines.ts'
import { startWorker } from '../start-worker.ts'
import { untilSignal } from '../until-signal.ts'
import { refuseToStart } from './serve.ts'

/** `sverka worker`: takes tasks beside a server that shares its PostgreSQL, blobs and queue. */
export function registerWorker(program: Command): void {
  program.command('worker')
    .description('исполнитель задач рядом с сервером; нужен PostgreSQL (SVERKA_DATABASE_URL)')
    .action(async () => {
      const config = readConfig(process.env)
      if (!config.ok) return refuseToStart(config.reason)
      if (config.value.databaseUrl === null) return refuseToStart(['Исполнителю нужна общая с сервером база: задайте SVERKA_DATABASE_URL. Со встроенной базой задачи выполняет сам `sverka serve`.'])
      const log = pino({ level: config.value.logLevel }, pino.destination(2))
      try {
        const engines = await openEngines({ config: config.value, log })
        const worker = await startWorker({ engines, config: config.value, log })
        log.info('worker ready')
        await untilSignal()
        await worker.close()
        await engines.close()
      } catch (error) {
        if (!(error instanceof EngineProblem)) throw error
        refuseToStart([error.message])
      }
    })
}

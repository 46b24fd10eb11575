import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { writeBundle } from '../../pipeline/protocol/bundle/write-bundle.ts'
import { openBlobs } from '../../storage/blobs/open-blobs.ts'
import { logKeys, registerLogKey } from '../../storage/log-checkpoints.ts'
import { keepLogKey } from '../../storage/log-key.ts'
import { gatherEvidence } from '../gather-evidence.ts'
import { refuseToStart } from './serve.ts'
import { withCampaign } from './with-database.ts'

const NEEDS_A_PERSON = 1

/** `sverka evidence`: the bundle that `sverka verify` checks. */
export function registerEvidence(program: Command): void {
  program.command('evidence').description('пакет доказательств (ZIP): журнал, жеребьёвки, протоколы, свидетельства об обезличенных страницах')
    .requiredOption('-o, --output <BUNDLE.zip>', 'куда записать пакет')
    .addHelpText('after', AFTER)
    .action(({ output }: { output: string }) => evidence(output))
}

const AFTER = `
Журнал подписывается контрольной точкой, ключом сервера: из папки SVERKA_DATA_DIR или SVERKA_LOG_KEY. Что напечатано в протоколах, должно с ней сходиться.
Пока какая-нибудь работа ждёт проверки, пакета нет: по зерну жеребьёвки было бы видно, кто что проверяет. По журналу видно, чья каждая страница:
не передавайте пакет экспертам. Проверяет его sverka verify BUNDLE.zip. Со встроенной базой остановите сервер на время команды.
Коды завершения: 0 – записан, 1 – работы ещё проверяются, 2 – не выполнено.`

const evidence = (output: string): Promise<void> => withCampaign(async ({ db, config, campaign }) => {
  const at = new Date(), known = await logKeys(db), logKey = await keepLogKey(config)
  if (known.length > 0 && !known.includes(logKey.verifierKey)) {
    return refuseToStart(['Журнал подписывает другой ключ, чем у сервера. Задайте SVERKA_DATA_DIR сервера или SVERKA_LOG_KEY: строку из файла log-key в его папке данных.'])
  }
  await registerLogKey(db, { key: logKey, at })
  const gathered = await gatherEvidence({ db, blobs: await openBlobs(config.blobs), campaign, logKey, at })
  if (gathered === 'still-marked') {
    console.error('Работы ещё проверяются: пакета пока нет.')
    process.exitCode = NEEDS_A_PERSON
    return
  }
  await writeFile(output, writeBundle(gathered))
  console.error(`Записей журнала ${gathered.events.length}, контрольных точек ${gathered.checkpoints.length}, жеребьёвок ${gathered.draws.length}, протоколов ${gathered.protocols.length}, свидетельств о страницах ${gathered.blindImages?.length ?? 0}: ${output}`)
})

import type { Command } from 'commander'
import { lookAtRetention } from '../../grader-ui/server/retention/view-retention.ts'
import { openBlobs } from '../../storage/blobs/open-blobs.ts'
import { erasePictures } from '../jobs/erase-pictures.ts'
import { withCampaign } from './with-database.ts'

const NEEDS_A_PERSON = 1
type RetentionView = Awaited<ReturnType<typeof lookAtRetention>>['view']

/** `sverka erase`: what goes when the time of keeping is over, and carrying out what two people confirmed. It asks for nothing and confirms nothing itself. */
export function registerErase(program: Command): void {
  program.command('erase').description('что будет удалено по окончании срока хранения; --run удаляет изображения, если это уже подтвердили двое')
    .option('--run', 'удалить изображения по подтверждённому запросу')
    .addHelpText('after', AFTER)
    .action(({ run }: { run?: true }) => erase(run === true))
}

const AFTER = `
Запрашивает удаление муниципальный координатор, подтверждает председатель: оба в браузере, под своими входами. Обычно после этого удаляет сам
сервер; команда нужна, если он не смог. Без --run ничего не меняется. Со встроенной базой остановите сервер на время команды.
Коды завершения: 0 – сказано или удалено, 1 – удалять рано или не подтверждено, 2 – не выполнено.`

const erase = (run: boolean): Promise<void> => withCampaign(async ({ db, config, campaign }) => {
  const look = async (): Promise<RetentionView> => (await lookAtRetention({ db, campaign, now: new Date() })).view
  const before = await look()
  console.log(inWords(campaign.title, before))
  if (!run) return
  const { request } = before
  if (request?.state === 'erased') return
  if (request?.state !== 'erasing' && request?.state !== 'failed') {
    console.error('Не удалено: нет запроса координатора, который подтвердил председатель.')
    process.exitCode = NEEDS_A_PERSON
    return
  }
  await erasePictures({
    db, blobs: await openBlobs(config.blobs), clock: () => new Date(),
    progress: (percent) => { console.error(`Удалено ${Math.floor(percent)} %`); return Promise.resolve() },
  }, request.id)
  console.log(inWords(campaign.title, await look()))
})

const STATES = {
  waits: 'ждёт ответа председателя', refused: 'председатель отказал', erasing: 'подтверждён, изображения ещё не удалены', failed: 'подтверждён, но удалить не удалось', erased: 'выполнен',
} as const satisfies Record<NonNullable<RetentionView['request']>['state'], string>

function inWords(title: string, { pictures: { scans, pages, blind, crops }, obstacles, request }: RetentionView): string {
  return [
    `${title}: сканов ${scans}, страниц ${pages}, обезличенных страниц ${blind}, вырезанных ответов ${crops}.`,
    ...obstacles.length === 0 ? ['Срок хранения истёк, удалению ничто не мешает.'] : obstacles,
    request ? `Запрос на удаление (изображений ${request.pictures}, запросил ${request.askedBy}): ${STATES[request.state]}.` : 'Запроса на удаление не было.',
  ].join('\n')
}

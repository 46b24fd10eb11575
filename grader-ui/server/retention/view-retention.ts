import type { Db } from '../../../storage/database/database.ts'
import type { Campaign } from '../../../storage/queries/campaigns.ts'
import { erasureGround, listOf, newestErasure, picturesOf } from '../../../storage/queries/erasures.ts'
import { formsOfCampaign } from '../../../storage/queries/forms.ts'
import { unmarkedWorks } from '../../../storage/queries/unmarked-works.ts'
import type { RetentionView } from '../../api/retention.ts'
import { worksWithoutThird } from '../recheck/call-third-expert.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const dayOf = (at: Date): string => new Intl.DateTimeFormat('ru-RU', { day: 'numeric', month: 'long', year: 'numeric' }).format(at)

type Newest = NonNullable<Awaited<ReturnType<typeof newestErasure>>>

/** Until when a campaign's pictures are kept, what stands in the way of erasing them, and the list of those that would go. */
export async function lookAtRetention({ db, campaign, now }: { readonly db: Db; readonly campaign: Campaign; readonly now: Date }): Promise<{ readonly view: RetentionView; readonly list: ReturnType<typeof listOf>; readonly newest: Newest | null }> {
  const days = campaign.settings.retentionDays
  const { lastScanAt, unsigned, signed, underWay } = await erasureGround(db, campaign.id)
  const { staged, undrawn, open } = await unmarkedWorks(db, campaign.id)
  let contested = 0
  for (const { form } of await formsOfCampaign(db, campaign.id)) contested += (await worksWithoutThird({ db, form, settings: campaign.settings })).length
  const pictures = await picturesOf(db, campaign.id)
  const newest = await newestErasure(db, campaign.id)
  const until = lastScanAt && new Date(lastScanAt.getTime() + days * DAY_MS)
  const erased = newest?.done_at && lastScanAt && lastScanAt < newest.asked_at ? newest.done_at : null
  const obstacles = erased ? [`Изображения этой перепроверки удалены ${dayOf(erased)}.`] : [
    ...until === null ? ['Сканов ещё нет: удалять нечего.'] : [],
    ...until !== null && until > now ? [`Срок хранения идёт до ${dayOf(until)}: раньше удалить нельзя.`] : [],
    ...staged > 0 ? [`Школы ещё не передали работ: ${staged}. Пусть они передадут эти работы или уберут их.`] : [],
    ...undrawn > 0 ? [`Ещё не розданы экспертам работы: ${undrawn}. Без изображений их никто не проверит: проведите жеребьёвку.`] : [],
    ...open > 0 ? [`Ещё не проверено работ: ${open}. Дождитесь конца проверки или верните эти работы.`] : [],
    ...contested > 0 ? [`Эксперты разошлись, а третьего эксперта ещё нет у работ: ${contested}. Без изображений он их не проверит: назначьте его на странице «Распределение».`] : [],
    ...unsigned > 0 ? [`Утверждено, но не подписано протоколов: ${unsigned}. Пусть председатель подпишет их.`] : [],
    ...underWay > 0 ? [`Программа ещё обрабатывает изображения, осталось заданий: ${underWay}. Подождите, пока она закончит.`] : [],
  ]
  const view: RetentionView = {
    days, keptUntil: until?.toISOString() ?? null, signed, obstacles,
    pictures: { scans: pictures.scans.length, pages: pictures.pages.length, blind: pictures.blind.length, crops: pictures.crops.length },
    request: newest && { id: newest.id, pictures: newest.pictures, askedBy: newest.asked_by, askedAt: newest.asked_at.toISOString(), erasedAt: newest.done_at?.toISOString() ?? null, state: stateOf(newest) },
  }
  return { view, list: listOf(pictures), newest }
}

function stateOf({ done_at, answer, task }: Newest): NonNullable<RetentionView['request']>['state'] {
  if (done_at) return 'erased'
  if (answer === null) return 'waits'
  if (answer === 'refused') return 'refused'
  return task === 'failed' ? 'failed' : 'erasing'
}

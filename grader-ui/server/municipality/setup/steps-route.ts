import { currentCampaign, type Campaign } from '../../../../storage/queries/campaigns.ts'
import { setupCounts, type SetupCounts } from '../../../../storage/queries/setup-counts.ts'
import { setupSteps, type SetupSteps } from '../../../api/setup.ts'
import type { App, Services } from '../../services.ts'

type Step = SetupSteps['steps'][number]

/** GET /api/municipality/steps: the way from an empty installation to signed protocols, with where it stands. */
export function stepsRoute(app: App, { database }: Services): void {
  app.get('/api/municipality/steps', { schema: { response: { 200: setupSteps } } }, async (): Promise<SetupSteps> => {
    const campaign = await currentCampaign(database)
    if (!campaign) return { steps: inOrder(STEPS.map((id) => ({ id, done: false, text: id === 'campaign' ? 'Назовите перепроверку и проверьте её правила: две минуты.' : EMPTY[id] }))) }
    return { steps: inOrder(stepsOf(campaign, await setupCounts(database, campaign.id))) }
  })
}

const STEPS = ['campaign', 'schools', 'people', 'forms', 'sample', 'scans', 'draw', 'grading', 'protocols'] as const

const EMPTY: Readonly<Record<Exclude<Step['id'], 'campaign'>, string>> = {
  schools: 'Список школ — из таблицы или по одной.', people: 'Председатель и эксперты: квалификация, школа, стаж, конфликты интересов.',
  forms: 'Файл формы и пустой бланк каждого предмета.', sample: 'Какие школы и работы перепроверять и что это покажет.',
  scans: 'Школы загружают сканы и передают работы.', draw: 'Кто из экспертов какую работу проверяет — по открытому числу.',
  grading: 'Эксперты проверяют обезличенные работы.', protocols: 'Председатель утверждает и подписывает протоколы.',
}

interface Counted { readonly id: Step['id']; readonly done: boolean; readonly text: string }

function stepsOf({ title, settings }: Campaign, n: SetupCounts): readonly Counted[] {
  const least = settings.draw.leastOtherSchools + 1
  const counted = (id: Counted['id'], done: boolean, text: string): Counted => ({ id, done, text })
  return [
    counted('campaign', true, title),
    counted('schools', n.schools >= least, n.schools === 0 ? EMPTY.schools : n.schools < least ? `Школ: ${n.schools}. Чтобы эксперт не угадал школу, нужно не меньше ${least}.`
      : n.withoutPassword.schools > 0 ? `Школ: ${n.schools}. Пароли ещё не выданы: ${n.withoutPassword.schools}.` : `Школ: ${n.schools}.`),
    counted('people', n.experts > 0 && n.chairs > 0 && n.undeclared === 0, n.experts + n.chairs === 0 ? EMPTY.people : [
      `Экспертов: ${n.experts}.`, n.chairs === 0 ? 'Нет председателя.' : '', n.withoutPassword.people > 0 ? `Пароли ещё не выданы: ${n.withoutPassword.people}.` : '',
      n.undeclared > 0 ? `Не объявили конфликты интересов: ${n.undeclared}; до этого работ они не получат.` : '',
    ].filter((one) => one !== '').join(' ')),
    counted('forms', n.forms > 0, n.forms === 0 ? EMPTY.forms : `Предметов: ${n.forms}.`),
    counted('sample', n.samples > 0, n.samples === 0 ? EMPTY.sample : 'Выборка сделана. Передайте школам список работ из таблицы выборки.'),
    counted('scans', n.works > 0 && n.anonymised === n.works, n.works === 0 ? EMPTY.scans : `Работ: ${n.works}, из них передано и обезличено: ${n.anonymised}.`),
    counted('draw', n.anonymised > 0 && n.drawn === n.anonymised, n.drawn === 0 ? EMPTY.draw : `Распределено работ: ${n.drawn} из ${n.anonymised}.`),
    counted('grading', n.drawn > 0 && n.graded === n.drawn, n.drawn === 0 ? EMPTY.grading : `Проверено работ: ${n.graded} из ${n.drawn}.`),
    counted('protocols', n.protocols > 0 && n.signed === n.protocols, n.signed === 0 ? EMPTY.protocols : `Подписано протоколов: ${n.signed} из ${n.protocols}.`),
  ]
}

/** The first that is not done is the one to do now. */
function inOrder(steps: readonly Counted[]): Step[] {
  const now = steps.findIndex((step) => !step.done)
  return steps.map(({ id, done, text }, index) => ({ id, text, state: done ? 'done' : index === now ? 'now' : 'later' }))
}

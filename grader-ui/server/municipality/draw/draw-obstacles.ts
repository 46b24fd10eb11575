import type { CampaignSettings } from '../../../../storage/queries/campaigns.ts'
import type { DrawGround } from '../../../../storage/queries/draws.ts'
import { schoolsApart } from './schools-apart.ts'

/** Why a draw cannot be made now, in words that say what to do; empty when it can be tried. */
export function drawObstacles({ ground, rules, thirdsMissing }: {
  readonly ground: DrawGround; readonly rules: CampaignSettings['draw']
  /** Works that wait for a third expert whom nobody could be drawn for. */
  readonly thirdsMissing: number
}): readonly string[] {
  const { works, current, chosen, homeless } = ground
  const obstacles: string[] = []
  const assigned = new Set(current.map((one) => one.work))
  const subject = works[0]?.subject
  if (homeless.length > 0) return [`Раздать работы по заданиям нельзя: в форме нет окна ответа у заданий ${homeless.join(', ')}. Добавьте окна в файл формы или раздавайте работы целиком.`]
  if (works.length === 0 && chosen.beingCut > 0) return [`Ответы ещё вырезаются по заданиям, осталось работ: ${chosen.beingCut}. Подождите минуту.`]
  if (works.length === 0 && chosen.uncut > 0) return [`Вырезать ответы не удалось у работ: ${chosen.uncut}. Попробуйте вырезать их ещё раз; если не поможет, попросите того, кто обслуживает сервер, посмотреть его журнал.`]
  if (works.length === 0 && chosen.keptBack > 0) return [`Вырезанные ответы не прошли проверку у работ: ${chosen.keptBack}. По заданиям их раздать нельзя: раздавайте работы целиком (правила перепроверки).`]
  if (works.length === 0 && chosen.left > 0) return [`Обезличенных работ по этому предмету: ${chosen.left}, но ни одна не выбрана для перепроверки. Расширьте выборку или решите перепроверить школу целиком: всё это на странице «Выборка».`]
  if (works.length === 0) return ['Обезличенных работ по этому предмету ещё нет: школы должны загрузить сканы и передать работы.']
  if (works.every((work) => assigned.has(work.id))) return thirdsMissing > 0 ? [] : ['Все обезличенные работы по этому предмету уже распределены.']
  if (chosen.beingCut > 0) obstacles.push(`Ответы ещё вырезаются по заданиям, осталось работ: ${chosen.beingCut}. Подождите минуту.`)
  const { contributing, fewest, ableExperts } = schoolsApart({ ground, rules })
  if (ableExperts < rules.graders) obstacles.push(`Экспертов по предмету «${subject}» со стажем от ${rules.minYears} лет: ${ableExperts}, а каждую работу проверяют ${rules.graders}. Добавьте экспертов.`)
  if (fewest < rules.leastOtherSchools) {
    obstacles.push(`Ещё не распределённые работы передали школ: ${contributing}. Чтобы эксперт не мог угадать школу, нужны работы не меньше чем ${rules.leastOtherSchools} чужих для него школ, а есть не для всех: ${fewest}. Дождитесь остальных или, если ждать некого, уменьшите это число в правилах перепроверки.`)
  }
  return obstacles
}

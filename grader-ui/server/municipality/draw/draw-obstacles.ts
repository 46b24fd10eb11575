import type { CampaignSettings } from '../../../../storage/queries/campaigns.ts'
import type { DrawGround } from '../../../../storage/queries/draws.ts'
import { schoolsApart } from './schools-apart.ts'

/** Why a draw cannot be made now, in words that say what to do; empty when it can be tried. */
export function drawObstacles({ ground, rules, thirdsMissing }: {
  readonly ground: DrawGround; readonly rules: CampaignSettings['draw']
  /** Works that wait for a third expert whom nobody could be drawn for. */
  readonly thirdsMissing: number
}): readonly string[] {
  const { works, current } = ground
  const obstacles: string[] = []
  const assigned = new Set(current.map((one) => one.work))
  const subject = works[0]?.subject
  if (works.length === 0) return ['Обезличенных работ по этому предмету ещё нет: школы должны загрузить сканы и передать работы.']
  if (works.every((work) => assigned.has(work.id))) return thirdsMissing > 0 ? [] : ['Все обезличенные работы по этому предмету уже распределены.']
  const { contributing, fewest, ableExperts } = schoolsApart({ ground, rules })
  if (ableExperts < rules.graders) obstacles.push(`Экспертов по предмету «${subject}» со стажем от ${rules.minYears} лет: ${ableExperts}, а каждую работу проверяют ${rules.graders}. Добавьте экспертов.`)
  if (fewest < rules.leastOtherSchools) {
    obstacles.push(`Ещё не распределённые работы передали школ: ${contributing}. Чтобы эксперт не мог угадать школу, нужны работы не меньше чем ${rules.leastOtherSchools} чужих для него школ, а есть не для всех: ${fewest}. Дождитесь остальных или, если ждать некого, уменьшите это число в правилах перепроверки.`)
  }
  return obstacles
}

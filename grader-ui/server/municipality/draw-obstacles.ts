import type { CampaignSettings } from '../../../storage/queries/campaigns.ts'
import type { DrawGround } from '../../../storage/queries/draws.ts'

/** Why a draw cannot be made now, in words that say what to do; empty when it can be tried. */
export function drawObstacles({ ground: { works, experts, current }, rules, thirdsMissing }: {
  readonly ground: DrawGround; readonly rules: CampaignSettings['draw']
  /** Works that wait for a third expert whom nobody could be drawn for. */
  readonly thirdsMissing: number
}): readonly string[] {
  const obstacles: string[] = []
  const assigned = new Set(current.map((one) => one.work))
  const subject = works[0]?.subject
  if (works.length === 0) return ['Обезличенных работ по этому предмету ещё нет: школы должны загрузить сканы и передать работы.']
  if (works.every((work) => assigned.has(work.id))) return thirdsMissing > 0 ? [] : ['Все обезличенные работы по этому предмету уже распределены.']
  const able = experts.filter((expert) => subject !== undefined && expert.subjects.includes(subject) && expert.years >= rules.minYears)
  if (able.length < rules.graders) obstacles.push(`Экспертов по предмету «${subject}» со стажем от ${rules.minYears} лет: ${able.length}, а каждую работу проверяют ${rules.graders}. Добавьте экспертов.`)
  const schools = new Set(works.map((work) => work.school))
  const fewest = able.reduce((least, expert) => Math.min(least, [...schools].filter((school) => school !== expert.school && !expert.otherSchools.includes(school)).length), schools.size)
  if (fewest < rules.leastOtherSchools) {
    obstacles.push(`Работы передали школ: ${schools.size}. Чтобы эксперт не мог угадать школу, нужны работы не меньше чем ${rules.leastOtherSchools} чужих для него школ. Дождитесь остальных.`)
  }
  return obstacles
}

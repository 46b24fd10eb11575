import type { Feasibility, TooFewSchools, TooLittleRoom } from './feasibility.ts'

const MOST_NAMES = 8

/** A shortage in words for the coordinator: what is missing, because of whom, and the smallest step that helps. One line each. */
export function describeShortages(feasibility: Feasibility): string[] {
  if (feasibility.shortages.length === 0) return []
  const missing = feasibility.needed - feasibility.possible
  const lines = feasibility.shortages.map((shortage) => (shortage.type === 'too-few-schools' ? tooFewSchools(shortage) : tooLittleRoom(shortage)))
  const fewer = feasibility.gradersPossible
  return [
    `Не хватает проверок: ${missing} из ${feasibility.needed}.`, ...lines,
    ...fewer > 0 ? [`Без новых экспертов и пределов хватит, если каждую работу проверяет экспертов: ${fewer}.`] : [],
  ]
}

function tooFewSchools(shortage: TooFewSchools): string {
  const { gradingSchools } = shortage
  const who = gradingSchools.length === 0 ? 'не может проверить ни один эксперт' : `могут проверить только эксперты школ: ${names(gradingSchools)}`
  return `${shortage.subject}, школа «${shortage.school}», работ ${shortage.works}: их ${who}. Не хватает проверок: ${shortage.missing}. `
    + `Нужны эксперты по предмету ещё хотя бы из одной другой школы: без конфликта интересов и с нужным стажем.`
}

function tooLittleRoom(shortage: TooLittleRoom): string {
  const subjects = [...new Set(shortage.works.map((entry) => entry.subject))]
  const schools = [...new Set(shortage.works.map((entry) => entry.school))]
  const works = shortage.works.reduce((sum, entry) => sum + entry.works, 0)
  const raise = shortage.raise.map(({ expert, from, to }) => `${expert} с ${from} до ${to}`)
  return `${subjects.join(', ')}, работ ${works} (школы: ${names(schools)}): всё упирается в пределы нагрузки экспертов ${names(shortage.experts)} — `
    + `вместе ${shortage.room}. Не хватает проверок: ${shortage.missing}. `
    + `Достаточно поднять пределы: ${names(raise)} — или добавить экспертов по предмету на ${shortage.missing} проверок.`
}

const names = (list: readonly string[]): string =>
  list.length <= MOST_NAMES ? list.join(', ') : `${list.slice(0, MOST_NAMES).join(', ')} и ещё ${list.length - MOST_NAMES}`

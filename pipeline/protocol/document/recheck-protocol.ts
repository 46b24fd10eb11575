import { nameAndPosition, type Person, type RecheckProtocol } from '../../model/recheck-protocol.ts'
import type { DifferenceCause } from '../../model/verdict.ts'
import { howMuchInWords } from '../../reconcile/how-much-is-enough.ts'
import { countWorks, type WorkCounts } from '../count-works.ts'
import { textWidthMm, type Block, type DocumentText, type Fact, type SignatureLine } from './blocks.ts'
import { recheckTable, recheckTableWidthMm } from './recheck-table.ts'
import { countOf, longDate, percent, WORKS } from './russian.ts'

/**
 * Протокол перепроверки: what stands on it, in order. Upright where the table fits, wide where there are many tasks. Says only
 * what was compared and found, never whose fault it is.
 */
export function recheckProtocolText(protocol: RecheckProtocol): DocumentText {
  const counts = countWorks(protocol.works)
  const blocks: readonly Block[] = [
    { type: 'title', text: 'ПРОТОКОЛ ПЕРЕПРОВЕРКИ', subtitle: `всероссийских проверочных работ\n№ ${protocol.number ?? '________'} от ${longDate(protocol.date)}` },
    { type: 'facts', rows: headFacts(protocol) },
    { type: 'table', table: recheckTable(protocol) },
    { type: 'paragraph', size: 'small', text: LEGEND },
    { type: 'heading', text: 'Итоги' },
    { type: 'facts', rows: resultFacts(counts) },
    { type: 'paragraph', text: howMuchInWords({ population: Math.max(protocol.worksTotal, counts.checked), checked: counts.checked, bad: counts.checked - counts.withoutDiscrepancy }) },
    ...causeBlocks(counts),
    ...thirdExpertBlocks(protocol),
    { type: 'heading', text: 'Предметная комиссия' },
    ...(protocol.order === null ? [] : [{ type: 'paragraph', text: `Состав утверждён: ${protocol.order}.` } as const]),
    { type: 'signatures', lines: signatureLines(protocol.commission) },
    { type: 'paragraph', text: `Дата: ${longDate(protocol.date)}` },
    ...checkpointBlocks(protocol.checkpoint),
  ]
  return {
    ...(protocol.checkpoint === null ? {} : { keywords: protocol.checkpoint }),
    title: `Протокол перепроверки. ${protocol.subject}, ${protocol.grade} класс. ${protocol.school}`,
    landscape: recheckTableWidthMm(protocol.tasks.length) > textWidthMm(false),
    blocks,
  }
}

/** The place in the PDF where the chair's electronic signature is shown. */
export const CHAIR_PLACE = 'signature-chair'
/** The place for the signature of the member at this index. */
export const memberPlace = (index: number): string => `signature-member-${index + 1}`

const LEGEND = 'В каждой строке вверху балл, выставленный в образовательной организации (ОО), внизу балл перепроверки (пер.). Разность: сумма ОО минус сумма '
  + 'перепроверки. X: участник не приступал к заданию; Н/П: тема не пройдена; «—»: балла нет. Полужирным на сером выделены расхождения.'

function headFacts(protocol: RecheckProtocol): readonly Fact[] {
  const { works, worksTotal } = protocol
  return [
    { label: 'Муниципалитет', value: protocol.municipality },
    { label: 'Образовательная организация', value: protocol.school },
    { label: 'Предмет, класс', value: `${protocol.subject}, ${protocol.grade}\u00a0класс` },
    { label: 'Работа', value: protocol.formTitle },
    ...(protocol.campaign === null ? [] : [{ label: 'Перепроверка', value: protocol.campaign }]),
    { label: 'Перепроверено', value: `${countOf(works.length, WORKS)} из ${worksTotal} (${percent(works.length, worksTotal)})` },
  ]
}

function resultFacts(counts: WorkCounts): readonly Fact[] {
  const share = (count: number): string => `${count} (${percent(count, counts.checked)})`
  return [
    { label: 'Проверено работ', value: String(counts.checked) },
    { label: 'Без расхождений', value: share(counts.withoutDiscrepancy) },
    { label: 'Сумма баллов завышена', value: share(counts.overstated) },
    { label: 'Сумма баллов занижена', value: share(counts.understated) },
    { label: 'Баллы различаются, сумма та же', value: share(counts.differentWithEqualTotal) },
    ...(counts.incomplete === 0 ? [] : [{ label: 'Сравнить нельзя: нет части баллов', value: share(counts.incomplete) }]),
    { label: 'Отметка изменилась', value: share(counts.markChanged) },
  ]
}

/** The words for each cause; none of them blames anybody. */
export const CAUSE_WORDS: Readonly<Record<DifferenceCause, string>> = {
  marking: 'различие в оценивании',
  arithmetic: 'ошибка при сложении баллов',
  copying: 'ошибка при переносе баллов в таблицу или форму',
  misread: 'ошибка при распознавании скана',
}

function causeBlocks({ causes }: WorkCounts): readonly Block[] {
  const found = (Object.keys(CAUSE_WORDS) as DifferenceCause[]).filter((cause) => causes[cause] > 0)
  if (found.length === 0) return []
  return [
    { type: 'heading', text: 'Причины расхождений' },
    { type: 'facts', rows: found.map((cause) => ({ label: capital(CAUSE_WORDS[cause]), value: countOf(causes[cause], WORKS) })) },
  ]
}

function thirdExpertBlocks({ thirdExpert }: RecheckProtocol): readonly Block[] {
  if (thirdExpert === null) return []
  const text = thirdExpert.works === 0
    ? 'Третий эксперт не назначался.'
    : `Третий эксперт назначался по ${countOf(thirdExpert.works, ['работе', 'работам', 'работам'])} `
      + `(${countOf(thirdExpert.tasks, ['задание', 'задания', 'заданий'])}); его баллы окончательные.`
  return [{ type: 'paragraph', text }]
}

function signatureLines({ chair, members }: RecheckProtocol['commission']): readonly SignatureLine[] {
  const line = (role: string, person: Person, place: string): SignatureLine => ({ role, name: nameAndPosition(person), place })
  return [
    line('Председатель комиссии', chair, CHAIR_PLACE),
    ...members.map((member, index) => line(index === 0 ? 'Члены комиссии' : '', member, memberPlace(index))),
  ]
}

function checkpointBlocks(checkpoint: string | null): readonly Block[] {
  if (checkpoint === null) return []
  return [
    { type: 'heading', text: 'Контрольная точка журнала действий' },
    { type: 'paragraph', size: 'small', text: 'Сколько записей было в журнале при утверждении и их отпечаток, с подписью ключа, опубликованного на открытой странице. Журнал, переписанный позже, с этим не сойдётся.' },
    { type: 'paragraph', size: 'small', text: checkpoint.trim() },
  ]
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

import type { WaitingWorks } from '../../../storage/queries/waiting-works.ts'
import type { WaitingReason } from '../../api/municipality.ts'

/** Why pages wait for a person, in few words. */
const LOOKS: Readonly<Record<WaitingWorks['lookReasons'][number]['reason'], string>> = {
  'grey-scan': 'серый скан', 'teacher-pen': 'учитель писал не красным и не зелёным', 'teacher-pen-unknown': 'неизвестно, чем писал учитель', 'teacher-ink-left': 'могли остаться следы ручки учителя',
  'ink-outside-answers': 'запись или печать вне полей для ответа', 'code-around': 'код рядом с полем', 'score-around': 'балл рядом с окошком', word: 'слово, которое надо скрыть', 'every-page': 'просматриваются все',
  'ink-in-hidden-boxes': 'видно в закрытом поле', 'readable-field': 'читается закрытое поле', barcode: 'штрихкод', 'hidden-by-hand': 'лист не лёг на бланк', 'foreign-bytes': 'изображение не прошло проверку',
  reported: 'эксперт увидел личные данные', held: 'просили посмотреть ещё раз',
}

/** Why works of a form wait, how many, and what to do; empty when none does. `apart`: how many foreign schools lie together for the expert who has fewest, and how many must; null when nothing is new. */
export function waitingReasons({ waiting, apart }: { readonly waiting: WaitingWorks; readonly apart: { readonly fewest: number; readonly needed: number } | null }): readonly WaitingReason[] {
  const looks = waiting.lookReasons.map(({ reason, pages }) => `${LOOKS[reason]} — ${pages}`).join(', ')
  const tooFew = apart !== null && apart.fewest < apart.needed
  const all: readonly WaitingReason[] = [
    { ...waiting.staged, why: 'Школы ещё не передали работы.', todo: 'Напомните школам: они отвечают на вопросы программы и передают работы на странице предмета.' },
    { ...waiting.beingMade, why: 'Страницы обезличиваются.', todo: 'Ничего делать не нужно: это занимает секунды на работу.' },
    { ...waiting.failed, why: 'Обезличить страницы не удалось.', todo: 'Попросите того, кто обслуживает сервер, посмотреть его журнал.' },
    { ...waiting.toLookAt, why: `Обезличенные страницы ждут, пока их посмотрит координатор школы. Страниц по причинам: ${looks}.`, todo: 'Напомните школам о разделе «Обезличивание».' },
    { ...waiting.beingCut, why: 'Ответы вырезаются по заданиям.', todo: 'Подождите минуту.' },
    { ...waiting.uncut, why: 'Вырезать ответы не удалось.', todo: 'Нажмите «Вырезать ещё раз» на странице «Распределение».' },
    { ...waiting.keptBack, why: 'Ответы этих работ нельзя показать по одному.', todo: 'Раздавайте работы целиком или оставьте эти без перепроверки.' },
    {
      ...waiting.undrawn,
      why: tooFew ? `Работы готовы, но партия ещё мала: для эксперта, которому видно меньше всех, в ней работы чужих школ: ${apart.fewest}, а нужно не меньше ${apart.needed}.` : 'Работы готовы, но ещё не распределены.',
      todo: tooFew ? 'Дождитесь других школ. Если ждать некого, координатор может до первой жеребьёвки уменьшить это число в настройках; узнать школу тогда легче.' : 'Проведите жеребьёвку на странице «Распределение».',
    },
  ]
  return all.filter((one) => one.works > 0)
}

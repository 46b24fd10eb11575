import { z } from 'zod'
import { SETUP_WORDS } from './audit-words-setup.ts'

const body = z.looseObject({ type: z.string(), actor: z.string().default('system') })

/** What each kind of event means; an event of a kind that is not here is shown by its type. */
const WORDS: Readonly<Record<string, (said: Readonly<Record<string, unknown>>) => string>> = {
  ...SETUP_WORDS,
  'campaign.founded': ({ schools }) => `заведена перепроверка, школ: ${String(schools)}`,
  'session.opened': () => 'вход в систему',
  'session.refused': () => 'неудачная попытка входа',
  'session.closed': () => 'выход из системы',
  'scan-file.uploaded': () => 'загружен файл со сканами',
  'scan-file.opened': ({ pages }) => `файл разобран, страниц: ${String(pages)}`,
  'scan-file.refused': () => 'файл не принят',
  'page.recognised': ({ number }) => `распознана страница ${String(number)} файла`,
  'school.decided': ({ pages, works }) => `страницы школы собраны в работы: страниц ${String(pages)}, работ ${String(works)}`,
  'page.assign': () => 'страница отнесена к работе',
  'page.another-page': ({ formPage, wasPage }) => `исправлено, какая это страница бланка: была ${String(wasPage)}, стала ${String(formPage)}`,
  'page.discard': () => 'страница убрана',
  'page.restore': () => 'страница возвращена',
  'page.set-aside': () => 'страница отмечена как не относящаяся к работам',
  'page.different-sheets': () => 'две похожие страницы признаны разными листами',
  'page.different-sheets-undone': () => 'отменено, что две похожие страницы — разные листы',
  'page.turn': () => 'страница повёрнута для просмотра',
  'api-key.made': () => 'создан ключ для загрузки программой',
  'api-key.revoked': () => 'ключ для загрузки отозван',
  'paper.added': () => 'приложен документ',
  'paper.withdrawn': () => 'приложенный документ убран',
  'value.verified': ({ agreed }) => (agreed ? 'прочитанное подтверждено вторым вводом' : 'второй ввод разошёлся с прочитанным'),
  'page.undo': ({ pages }) => `перестановка отменена, страниц: ${String(pages)}`,
  'results-form.uploaded': ({ rows }) => `загружена форма сбора результатов, участников: ${String(rows)}`,
  'doubt.answered': () => 'дан ответ на сомнение распознавания',
  'doubt.reopened': () => 'ответ на сомнение отменён',
  'works.released': ({ works }) => `работы переданы на перепроверку: ${Array.isArray(works) ? works.length : 0}`,
  'work.anonymised': () => 'работа обезличена',
  'draw.guessed': () => 'посчитано, насколько можно угадать исход жеребьёвки',
  'answers.cropped': ({ blocked }) => `ответы вырезаны по заданиям${Number(blocked) > 0 ? `, не прошли проверку: ${String(blocked)}` : ''}`,
  'work.anonymisation-blocked': () => 'работа не обезличена: проверка нашла на изображении лишнее',
  'work.waits-for-look': ({ pages }) => `обезличенные страницы ждут, пока их посмотрит школьный координатор: ${Array.isArray(pages) ? pages.length : 0}`,
  'blind-page.passed': () => 'координатор посмотрел обезличенную страницу: узнать по ней никого нельзя',
  'blind-page.masked': ({ masks }) => `координатор закрыл места на обезличенной странице: ${String(masks)}`,
  'blind-page.held': () => 'обезличенная страница отложена, чтобы посмотреть её ещё раз',
  'work.withdrawn-for-personal-data': () => 'эксперт увидел личные данные: работа снята со всех экспертов, пока их не закроют',
  'draw.made': ({ works, assignments }) => `проведена жеребьёвка: работ ${String(works)}, назначений ${String(assignments)}`,
  'third-expert.called': () => 'назначен третий эксперт',
  'third-expert.missing': () => 'третьего эксперта назначить не удалось',
  'grade.given': () => 'выставлен балл',
  'criteria.attached': () => 'приложены критерии оценивания',
  'criteria.drawn': () => 'критерии оценивания готовы к показу',
  'criteria.refused': () => 'файл критериев не принят',
  'criteria.pages-set': () => 'указаны страницы критериев для заданий',
  'answers.cut-again': ({ works }) => `ответы вырезаются ещё раз, работ: ${String(works)}`,
  'checks.dealt': ({ checks }) => `розданы пробные и контрольные работы: ${String(checks)}`,
  'work.agreed': () => 'комиссия согласовала баллы пробной или контрольной работы',
  'marking-rules.set': () => 'изменены правила контроля проверки',
  'expert.stopped': () => 'проверка эксперта приостановлена',
  'expert.resumed': () => 'эксперту разрешено продолжить проверку',
  'remark.made': () => 'эксперт оставил заметку',
  'grades.submitted': () => 'работа проверена экспертом',
  'work.flagged': () => 'эксперт сообщил о помехе в работе',
  'cipher-opening.asked': ({ ciphers }) => `председатель запросил вскрытие шифров: ${Array.isArray(ciphers) ? ciphers.length : 0}`,
  'cipher-opening.confirmed': () => 'вскрытие шифров подтверждено вторым лицом',
  'cipher-opening.refused': () => 'во вскрытии шифров отказано',
  'protocol.approved': () => 'протокол утверждён',
  'protocol.signed': () => 'протокол подписан',
}

/** The text of an audit event → its type, who did it (an account's id or `system`) and a summary in words. */
export function auditWords(text: string): { readonly type: string; readonly actor: string; readonly summary: string } {
  const said = body.parse(JSON.parse(text))
  return { type: said.type, actor: said.actor, summary: WORDS[said.type]?.(said) ?? said.type }
}

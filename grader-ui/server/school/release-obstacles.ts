/** What the decision to release the works of a form rests on. */
export interface ReleaseFacts {
  readonly pagesPerWork: number
  /** Works that are still the school's. */
  readonly staged: readonly { readonly participantCode: string; readonly formPages: readonly number[] }[]
  /** Open questions on pages of this form or of no form. */
  readonly openDoubts: number
  /** Pages of the school that are not read yet, and files that are not opened yet. */
  readonly pagesWaiting: number
  readonly filesWaiting: number
  /** Pages that seem to be scans of one sheet and stand in two works. */
  readonly twins: readonly { readonly formPage: number; readonly codes: readonly [string, string] }[]
  /** Codes of the results form without absent participants; null while there is no results form. */
  readonly roster: readonly string[] | null
}

/** More than this many works are counted, not named. */
const NAMED = 5

/** What stands in the way of releasing, in words that say what to do; empty when nothing does. */
export function releaseObstacles({ pagesPerWork, staged, openDoubts, pagesWaiting, filesWaiting, twins, roster }: ReleaseFacts): readonly string[] {
  const obstacles: string[] = []
  if (filesWaiting > 0) obstacles.push(`Файлы ещё открываются: ${filesWaiting}. Подождите.`)
  if (pagesWaiting > 0) obstacles.push(`Страницы ещё читаются: ${pagesWaiting}. Подождите.`)
  if (roster === null) obstacles.push('Не загружена форма сбора результатов по этому предмету. Загрузите файл xlsx.')
  if (openDoubts > 0) obstacles.push(`Остались сомнения: ${openDoubts}. Ответьте на них на странице «Сомнения».`)
  const incomplete = staged.flatMap(({ participantCode, formPages }) => {
    const missing = Array.from({ length: pagesPerWork }, (_, index) => index + 1).filter((page) => !formPages.includes(page))
    return missing.length === 0 ? [] : [{ participantCode, missing }]
  })
  for (const { participantCode, missing } of incomplete.slice(0, NAMED)) {
    obstacles.push(`В работе ${participantCode} нет ${missing.length === 1 ? 'страницы' : 'страниц'} ${missing.join(', ')}. Отсканируйте и загрузите недостающее или найдите на странице «Страницы вне работ».`)
  }
  if (incomplete.length > NAMED) obstacles.push(`Ещё неполных работ: ${incomplete.length - NAMED}. Они видны на странице «Работы».`)
  for (const { formPage, codes } of twins.slice(0, NAMED)) {
    obstacles.push(`Страница ${formPage} работ ${codes[0]} и ${codes[1]} — похоже, один и тот же лист, отсканированный дважды. Посмотрите на странице «Работы» и оставьте его в одной из них.`)
  }
  const unknown = roster === null ? [] : staged.filter((work) => !roster.includes(work.participantCode)).map((work) => work.participantCode)
  if (unknown.length > 0) {
    obstacles.push(`Нет в форме сбора результатов: ${unknown.slice(0, NAMED).join(', ')}${unknown.length > NAMED ? ` и ещё ${unknown.length - NAMED}` : ''}. Проверьте коды или загрузите исправленную форму.`)
  }
  if (staged.length === 0) obstacles.push('Передавать нечего: новых работ по этому предмету нет.')
  return obstacles
}


/**
 * The words that every page or the experts' desk needs: Russian first, English beside it. What only the other desks say stands in `desk-words.ts`, so that
 * an expert's tablet does not load it.
 */
export const dictionary = {
  brand: ['Сверка', 'Sverka'], brandLine: ['Перепроверка всероссийских проверочных работ', 'Recheck of the all-Russian check works'],
  login: ['Логин', 'Login'], password: ['Пароль', 'Password'], enter: ['Войти', 'Sign in'], logout: ['Выйти', 'Sign out'],
  look: ['Вид', 'Look'], lookSystem: ['Как в системе', 'As the system'], lookLight: ['Светлый', 'Light'], lookDark: ['Тёмный', 'Dark'], lookContrast: ['Контрастный', 'High contrast'], lookContrastDark: ['Контрастный тёмный', 'High contrast, dark'],
  deskFailed: ['Страница не загрузилась. Проверьте интернет и обновите её.', 'The page did not load. Check the connection and reload it.'],
  loading: ['Загружается…', 'Loading…'], close: ['Закрыть', 'Close'], toDesk: ['На рабочий стол', 'To the desk'], sections: ['Разделы', 'Sections'],
  pages: ['Страницы', 'Pages'], works: ['Работы', 'Works'],
  mark: ['Отметка', 'Mark'],
  remarks: ['Примечание', 'Remarks'], kilobytes: ['КБ', 'KB'], megabytes: ['МБ', 'MB'], graded: ['Проверено', 'Graded'],
  zoom: ['Масштаб', 'Zoom'], zoomIn: ['Крупнее', 'Zoom in'], zoomOut: ['Мельче', 'Zoom out'], zoomFit: ['По ширине', 'Fit the width'],
  imageFailed: ['Изображение не загрузилось. Повторяем…', 'The image did not load. Trying again…'],
  pageN: ['страница {n}', 'page {n}'],

  scans: ['Сканы', 'Scans'], doubts: ['Сомнения', 'Doubts'], strayPages: ['Страницы вне работ', 'Stray pages'], strayShort: ['Вне работ', 'Stray'],
  complete: ['Полных', 'Complete'],

  back: ['Назад', 'Back'],
  papers: ['Документы', 'Papers'],
  verification: ['Контроль', 'Verification'],
  checks: ['Проверка', 'Checks'],
  page: ['Страница', 'Page'],

  blindPages: ['Обезличивание', 'Blind pages'],
  undo: ['Отменить', 'Undo'],

  myWorks: ['Мои работы', 'My works'], noAssignments: ['Работ для проверки нет', 'No works to grade'], noAssignmentsHint: ['Они появятся после жеребьёвки.', 'They appear after the draw.'],
  begin: ['Начать проверку', 'Begin'], goOn: ['Продолжить', 'Go on'], batchDone: ['Всё проверено. Спасибо!', 'All done. Thank you!'], third: ['третий эксперт', 'third expert'],
  variantN: ['вариант {n}', 'variant {n}'], cipherOf: ['Работа', 'Work'], saved: ['Сохранено', 'Saved'], saving: ['Сохраняется…', 'Saving…'], offline: ['Нет связи. Баллы хранятся в этом браузере и отправятся сами', 'No connection. The scores are kept in this browser and go out by themselves'], tasksGraded: ['оценено {done} из {total}', '{done} of {total} graded'], allGraded: ['Все задания оценены. Enter — дальше; вернуться и исправить можно до сдачи.', 'Every task has a score. Enter goes on; until handing in you can come back.'], handedIn: ['Работа сдана, баллы не меняются', 'Handed in, the scores stay'],
  flag: ['Сообщить', 'Report'], keys: ['Клавиши', 'Keys'], taskWithoutScore: ['Нет балла за задание {task}', 'Task {task} has no score'], overMaximum: ['За это задание не больше {max}', 'At most {max} for this task'],
  taskN: ['Задание {task}, до {max}: {score}', 'Task {task}, up to {max}: {score}'], noScore: ['нет балла', 'no score'], ofMaximum: ['из {max}', 'of {max}'], scoresFor: ['Баллы за задание {task}', 'Scores for task {task}'],
  flagTitle: ['Что не так с работой?', 'What is wrong with the work?'], flagUnreadable: ['Не читается', 'Unreadable'], flagPageMissing: ['Не хватает страницы', 'A page is missing'],
  flagPersonalData: ['Здесь видны личные данные', 'Personal data are visible'], flagNotThisWork: ['Страница из другой работы', 'A page of another work'], flagSent: ['Передано председателю. Спасибо.', 'The chair was told. Thank you.'], flagWithdrawn: ['Работа снята со всех экспертов. Когда личные данные закроют, она вернётся, баллы сохранятся.', 'The work was taken from every expert. Once the data are hidden it comes back, with its scores.'],
  keyDigit: ['балл', 'score'], keyX: ['не приступал', 'not attempted'], keyY: ['тема не пройдена', 'topic not covered'], keyTask: ['задание', 'task'], keyPage: ['страница', 'page'],
  keyEnter: ['к следующей работе', 'next work'], keyFlag: ['сообщить о помехе', 'report a problem'], keyUndo: ['отменить последний балл', 'take the last score back'], keyClear: ['убрать балл', 'remove the score'], keyFit: ['лист по размеру ответа', 'fit the answer'], keyComment: ['комментарий к заданию', 'comment on the task'], keyNote: ['заметка на странице', 'note on the page'],
  signedOut: ['Сеанс закончился. Баллы хранятся в этом браузере; войдите снова, и они отправятся', 'The session ended. The scores are kept in this browser and go out when you sign in'], sessionEnded: ['Сеанс закончился. Войдите снова: всё, что вы успели ввести, сохранено.', 'The session ended. Sign in again: what you have entered is kept.'],
  criteria: ['Критерии', 'Criteria'], criteriaPage: ['Критерии, страница {n}', 'Criteria, page {n}'], keyCriteria: ['критерии рядом с работой', 'criteria beside the work'], byTask: ['По заданиям', 'Task by task'], byTaskWhy: ['Одно задание во всех работах подряд. Балл — и сразу следующий ответ.', 'One task over all works. A score brings the next answer.'], taskOf: ['Задание {task}, до {max}', 'Task {task}, up to {max}'], answerOf: ['ответ {n} из {total}', 'answer {n} of {total}'], skip: ['Пропустить', 'Skip'], wholeWork: ['Вся работа', 'The whole work'],
  commission: ['комиссия', 'commission'], expertN: ['эксперт {n}', 'expert {n}'], practiceWork: ['Пробная работа', 'Practice work'], practiceShort: ['пробная', 'practice'], compareScores: ['Сравнить с комиссией', 'Compare with the commission'], stopped: ['Проверка приостановлена. Баллы хранятся в этом браузере', 'Marking is stopped. The scores are kept in this browser'],
  nothingToUndo: ['Отменять нечего', 'Nothing to take back'], laterOn: ['Работа отложена: вернётесь к ней в конце', 'Put off until the end'], comeBack: ['Вернуться позже', 'Come back later'], nextWork: ['Следующая работа', 'Next work'], toHandIn: ['К списку и сдаче', 'To the list and handing in'],
  workGone: ['Этой работы у вас больше нет', 'You no longer have this work'], workGoneHint: ['Её передали другому эксперту, изъяли или её страницы обезличивают заново: тогда она скоро вернётся в список. Делать ничего не нужно: поставленные баллы остались в журнале.', 'It was given to another expert, withdrawn, or its pages are being hidden anew: then it soon comes back. Nothing is to be done: your scores stay in the log.'],
  fitToAnswer: ['По размеру ответа', 'Fit the answer'], rotate: ['Повернуть', 'Rotate'], newNote: ['Заметка на странице', 'Note on the page'], noteN: ['Заметка {n}: {text}', 'Note {n}: {text}'], noteOnPage: ['Заметка на странице {n}', 'Note on page {n}'], noteText: ['Текст заметки', 'Text of the note'], keep: ['Сохранить', 'Keep'], removeNote: ['Убрать заметку', 'Remove the note'],
  comment: ['Комментарий', 'Comment'], commentOn: ['Комментарий к заданию {task}', 'Comment on task {task}'], commentHint: ['почему такой балл; Enter — сохранить', 'why this score; Enter keeps it'],
  notTaken: ['Сервер не принял:', 'The server did not take:'], notTakenScore: ['работа {cipher}, задание {task}, балл {score}.', 'work {cipher}, task {task}, score {score}.'], notTakenRemark: ['заметка к работе {cipher}.', 'a remark on work {cipher}.'], understood: ['Понятно', 'Understood'],
  worksLeft: ['Проверено {done} из {total}, осталось {left}', '{done} of {total} graded, {left} left'], aboutMinutes: ['около {n} мин', 'about {n} min'], deadlineIs: ['сдать до {when}', 'hand in by {when}'], deadlinePassed: ['срок прошёл: {when}', 'the deadline has passed: {when}'], overdue: ['Срок проверки прошёл: новые баллы не принимаются. Готовые работы можно сдать. Не успели — попросите председателя комиссии продлить срок.', 'The deadline has passed: no new scores are taken. Complete works can be handed in. If you were not done, ask the chair to extend it.'], handedInShort: ['сдана', 'handed in'],
  handInN: ['Сдать готовые работы: {n}', 'Hand in complete works: {n}'], handInTitle: ['Сдать работы: {n}?', 'Hand in works: {n}?'], handInWhy: ['После сдачи баллы не меняются. До сдачи любую работу можно открыть и исправить.', 'After handing in the scores stay. Until then every work can be opened and corrected.'], unsentLeft: ['Не все баллы дошли до сервера. Дождитесь надписи «Сохранено» и сдайте ещё раз.', 'Some scores have not reached the server. Wait for “Saved” and hand in again.'],
  expertSheet: ['Лист эксперта (PDF)', 'Expert’s sheet (PDF)'], ownPace: ['Ваш темп', 'Your pace'], paceMedian: ['Обычно на работу, мин', 'Usually per work, min'], paceToday: ['Работ сегодня', 'Works today'], pacePlot: ['Время последних работ: {n}, самая долгая {most}', 'Time of the last works: {n}, the longest {most}'], paceWhy: ['Это видите только вы. Перерывы дольше трёх минут не считаются.', 'Only you see this. Breaks longer than three minutes do not count.'],

  protocols: ['Протоколы', 'Protocols'],
  cipher: ['Шифр', 'Cipher'],

  openings: ['Вскрытие шифров', 'Opening ciphers'],

  progress: ['Ход перепроверки', 'Progress'], auditLog: ['Журнал действий', 'Audit log'], keeping: ['Хранение', 'Keeping'],
  hash: ['Отпечаток записи', 'Hash of the entry'],
} as const satisfies Record<string, readonly [ru: string, en: string]>

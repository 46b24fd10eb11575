import type { BriefPage } from '../../../api/school.ts'
import { t, type TextKey } from '../text.ts'

/** The places a page can stand in. */
export const STATE_TEXT = {
  waiting: 'pageWaiting', work: 'pageInWork', doubtful: 'pageDoubtful', foreign: 'pageForeign', blank: 'pageBlank', duplicate: 'pageDuplicate', unreadable: 'pageUnreadable', discarded: 'pageDiscarded',
} as const satisfies Record<string, TextKey>

const ONE_PAGE = {
  waiting: 'pageWaiting', work: 'pageInWork', doubtful: 'pageDoubtful', foreign: 'isForeign', blank: 'onePageBlank', duplicate: 'onePageDuplicate', unreadable: 'onePageUnreadable', discarded: 'onePageDiscarded',
} as const satisfies Record<string, TextKey>

/** Where one page stands, in words. */
export const placeOf = (state: string): string => t(ONE_PAGE[state as keyof typeof ONE_PAGE] ?? 'page')

const ACTIONS: Readonly<Record<string, TextKey>> = {
  assign: 'didAssign', 'another-page': 'didAnotherPage', discard: 'didDiscard', restore: 'didRestore', turn: 'didTurn', undo: 'didUndo', 'set-aside-criteria': 'isCriteria', 'set-aside-foreign': 'isForeign', 'set-aside-blank': 'isBlank',
}

/** What a person did with a page. */
export const actionText = (action: string): TextKey => ACTIONS[action] ?? 'page'

/** `70012, страница 2 бланка`, or the place outside of works. */
export const placeText = (page: BriefPage): string => (page.participantCode && page.formPage
  ? t('codeAndPage', { code: page.participantCode, n: page.formPage }) : placeOf(page.state))

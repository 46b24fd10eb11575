import type { BriefPage } from '../../../api/school.ts'
import { t, type TextKey } from '../text.ts'

/** The places a page can stand in. */
export const STATE_TEXT = {
  waiting: 'pageWaiting', work: 'pageInWork', doubtful: 'pageDoubtful', foreign: 'pageForeign', blank: 'pageBlank', duplicate: 'pageDuplicate', unreadable: 'pageUnreadable', discarded: 'pageDiscarded',
} as const satisfies Record<string, TextKey>

const ACTIONS: Readonly<Record<string, TextKey>> = {
  assign: 'didAssign', discard: 'didDiscard', restore: 'didRestore', turn: 'didTurn', undo: 'didUndo', 'set-aside-criteria': 'isCriteria', 'set-aside-foreign': 'isForeign', 'set-aside-blank': 'isBlank',
}

/** What a person did with a page. */
export const actionText = (action: string): TextKey => ACTIONS[action] ?? 'page'

/** `70012, страница 2 бланка`, or the place outside of works. */
export const placeText = (page: BriefPage): string => (page.participantCode && page.formPage
  ? t('codeAndPage', { code: page.participantCode, n: page.formPage }) : t(STATE_TEXT[page.state as keyof typeof STATE_TEXT] ?? 'page'))

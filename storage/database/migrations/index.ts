import type { Migration } from 'kysely'
import { tables } from './001-tables.ts'
import { guards } from './002-guards.ts'
import { expertViews } from './003-expert-views.ts'
import { schoolDesk } from './010-school-desk.ts'
import { blindLooks } from './020-blind-looks.ts'
import { openings } from './021-openings.ts'
import { setup } from './030-setup.ts'
import { publicDraw } from './031-draw.ts'
import { remarks } from './040-remarks.ts'
import { quality } from './041-quality.ts'
import { criteria } from './042-criteria.ts'
import { pagesByHand } from './050-pages-by-hand.ts'
import { releaseReasons } from './051-release-reasons.ts'
import { appendAudit } from './060-append-audit.ts'
import { giveScores } from './061-give-scores.ts'
import { findBlindPage } from './062-find-blind-page.ts'
import { sheets } from './090-sheets.ts'
import { chosenWorks } from './100-chosen-works.ts'
import { answersApart } from './101-answers-apart.ts'
import { inkHashes } from './102-ink-hashes.ts'
import { pageTwins } from './110-page-twins.ts'
import { partCiphers } from './111-part-ciphers.ts'
import { erasures } from './112-erasures.ts'
import { flatViews } from './113-flat-views.ts'
import { apartWorks } from './114-apart-works.ts'
import { drawChances } from './130-draw-chances.ts'
import { expertEyes } from './131-expert-eyes.ts'
import { uploadPlans } from './140-upload-plans.ts'
import { sheetsAskedAgain } from './141-sheets-asked-again.ts'
import { schoolWords } from './150-school-words.ts'
import { logCheckpoints } from './160-log-checkpoints.ts'
import { twinCertificates } from './161-twin-certificates.ts'

/** Every step of the schema in order of name. A step that was released is never changed: a change is a new step. */
export const migrations: Readonly<Record<string, Migration>> = {
  '001-tables': tables,
  '002-guards': guards,
  '003-expert-views': expertViews,
  '010-school-desk': schoolDesk,
  '020-blind-looks': blindLooks,
  '021-openings': openings,
  '030-setup': setup,
  '031-draw': publicDraw,
  '040-remarks': remarks,
  '041-quality': quality,
  '042-criteria': criteria,
  '050-pages-by-hand': pagesByHand,
  '051-release-reasons': releaseReasons,
  '060-append-audit': appendAudit,
  '061-give-scores': giveScores,
  '062-find-blind-page': findBlindPage,
  '090-sheets': sheets,
  '100-chosen-works': chosenWorks,
  '101-answers-apart': answersApart,
  '102-ink-hashes': inkHashes,
  '110-page-twins': pageTwins,
  '111-part-ciphers': partCiphers,
  '112-erasures': erasures,
  '113-flat-views': flatViews,
  '114-apart-works': apartWorks,
  '130-draw-chances': drawChances,
  '131-expert-eyes': expertEyes,
  '140-upload-plans': uploadPlans,
  '141-sheets-asked-again': sheetsAskedAgain,
  '150-school-words': schoolWords,
  '160-log-checkpoints': logCheckpoints,
  '161-twin-certificates': twinCertificates,
}

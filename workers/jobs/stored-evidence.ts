import type { SeenPage } from '../../pipeline/decide/scanned-page.ts'
import type { PageState } from '../../storage/database/tables.ts'

/**
 * What stands in `page_reading.evidence`: all that a later decision needs, and where the machine put the page. Written and read by the
 * jobs only. A page that stands elsewhere than the machine last put it was moved by a person.
 */
export interface StoredEvidence {
  /** null: the page could not be opened. */
  readonly seen: SeenPage | null
  readonly place: { readonly state: PageState; readonly code: string | null }
  /** It was read as the page that a person said it is. */
  readonly named?: true
}

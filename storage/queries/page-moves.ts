import type { Db } from '../database/database.ts'
import type { PagePlace } from '../database/tables.ts'

/** One page moved by a person. */
export interface PageMove {
  readonly step: string
  readonly pageId: string
  readonly action: string
  readonly before: PagePlace
  readonly after: PagePlace
}

/** Where every page of a school stands now, by id. */
export async function placesOfSchool(db: Db, schoolId: string): Promise<ReadonlyMap<string, PagePlace>> {
  const rows = await db.selectFrom('page as p').innerJoin('scan_file as f', 'f.id', 'p.file_id').leftJoin('work as w', 'w.id', 'p.work_id')
    .select(['w.variant', 'p.id', 'p.state', 'p.work_id', 'p.reasons', 'p.turn', 'p.form_id', 'p.form_page', 'p.by_hand', 'p.image_sha256', 'p.width_px', 'p.height_px', 'p.ink_hash', 'p.ink_cells']).where('f.school_id', '=', schoolId).execute()
  return new Map(rows.map((row) => [row.id, {
    state: row.state, workId: row.work_id, reasons: row.reasons, turn: row.turn, variant: row.variant,
    sheet: {
      formId: row.form_id, formPage: row.form_page, byHand: row.by_hand, imageSha256: row.image_sha256, widthPx: row.width_px, heightPx: row.height_px,
      inkHash: row.ink_hash, inkCells: row.ink_cells,
    },
  }]))
}

/** Whether nobody moved the page. In a work it stands upright, however it was turned; a picture that was laid straight meanwhile is the same page. */
export function samePlace(a: PagePlace | undefined, b: PagePlace | undefined): boolean {
  const sameTurn = a?.turn === b?.turn || (a?.state === 'work' && b?.state === 'work')
  const sameSheet = !a?.sheet || !b?.sheet || (a.sheet.formId === b.sheet.formId && a.sheet.formPage === b.sheet.formPage)
  return a?.state === b?.state && a?.workId === b?.workId && a?.reasons.join() === b?.reasons.join() && sameTurn && sameSheet
}

/** Remembers the moves of one step. `undoes` names the step that it takes back. */
export async function addMoves(db: Db, { moves, undoes, accountId, at, newId }: {
  readonly moves: readonly PageMove[]; readonly undoes: string | null; readonly accountId: string; readonly at: Date; readonly newId: () => string
}): Promise<void> {
  if (moves.length === 0) return
  await db.insertInto('page_move').values(moves.map(({ step, pageId, action, before, after }) => ({
    id: newId(), step, page_id: pageId, action, before: JSON.stringify(before), after: JSON.stringify(after), undoes, account_id: accountId, at,
  }))).execute()
}

/** What people did with a page, newest first. */
export const movesOfPage = (db: Db, pageId: string) =>
  db.selectFrom('page_move as m').innerJoin('account as a', 'a.id', 'm.account_id').select(['m.step', 'm.action', 'm.before', 'm.after', 'm.undoes', 'm.at', 'a.name as who'])
    .where('m.page_id', '=', pageId).orderBy('m.seq', 'desc').execute()

/** The newest step of a page that is neither undone nor an undoing; undefined when there is none. */
export async function lastStep(db: Db, pageId: string): Promise<string | undefined> {
  const moves = await db.selectFrom('page_move').select(['step', 'undoes']).where('page_id', '=', pageId).orderBy('seq', 'desc').execute()
  const undone = new Set(moves.map((move) => move.undoes))
  return moves.find((move) => move.undoes === null && !undone.has(move.step))?.step
}

/** All moves of one step, last first. */
export const movesOfStep = (db: Db, step: string) => db.selectFrom('page_move').selectAll().where('step', '=', step).orderBy('seq', 'desc').execute()

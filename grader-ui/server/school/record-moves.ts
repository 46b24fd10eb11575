import type { PagePlace } from '../../../storage/database/tables.ts'
import { bringReadingBack, movePage, withdrawEmptyWork } from '../../../storage/queries/page-places.ts'
import { refreshVariant } from '../../../storage/queries/counting-values.ts'
import { addMoves, lastStep, movesOfStep, placesOfSchool, samePlace } from '../../../storage/queries/page-moves.ts'
import { reopenQuestions, voidAnswered, voidQuestions } from '../../../storage/queries/questions.ts'
import type { Change } from '../change.ts'
import { UserError } from '../user-error.ts'
import { alreadyReleased } from './put-page-into-work.ts'
import { sayVariant } from './say-variant.ts'

/**
 * Runs steps that move pages of a school and remembers every page that then stands elsewhere, so that the whole step can be taken back; of the page `about`
 * which it is, also when only the variant of its work was said.
 */
export async function recordMoves({ change, schoolId, action, about, undoes = null, steps }: {
  readonly change: Change; readonly schoolId: string; readonly action: string; readonly about: string; readonly undoes?: string | null; readonly steps: () => Promise<void>
}): Promise<void> {
  const before = await placesOfSchool(change.db, schoolId)
  await steps()
  const after = await placesOfSchool(change.db, schoolId)
  const step = change.newId()
  const moves = [...after].flatMap(([pageId, place]) => {
    const stood = before.get(pageId)
    return stood && (!samePlace(stood, place) || (pageId === about && stood.variant !== place.variant)) ? [{ step, pageId, action, before: stood, after: place }] : []
  })
  await addMoves(change.db, { moves, undoes, accountId: change.account.id, at: change.at, newId: change.newId })
}

/** Takes the last step that a person took with a page back, with every page that the step had moved. */
export async function undoLastStep({ change, schoolId, pageId }: { readonly change: Change; readonly schoolId: string; readonly pageId: string }): Promise<void> {
  const step = await lastStep(change.db, pageId)
  if (step === undefined) throw new UserError({ code: 'nothing-to-undo', status: 409, message: 'Отменять нечего: эту страницу никто не переставлял.' })
  const moves = await movesOfStep(change.db, step)
  const now = await placesOfSchool(change.db, schoolId)
  // A page may stand where this step put it and yet have gone away and come back: what was done later is taken back first.
  const isLast = (await Promise.all(moves.map(async (move) => await lastStep(change.db, move.page_id) === step))).every(Boolean)
  if (!isLast || moves.some((move) => !samePlace(now.get(move.page_id), move.after))) throw new UserError({
    code: 'moved-since', status: 409, message: 'С тех пор одна из страниц этого шага стоит уже в другом месте. Сначала отмените то, что было сделано позже.',
  })
  await recordMoves({ change, schoolId, action: 'undo', about: pageId, undoes: step, steps: async () => {
    for (const move of moves) await putBack({ change, pageId: move.page_id, from: move.after, to: move.before })
  } })
  change.record({ type: 'page.undo', page: pageId, step, pages: moves.length })
}

async function putBack({ change, pageId, from, to }: { change: Change; pageId: string; from: PagePlace; to: PagePlace }): Promise<void> {
  const { db } = change
  for (const workId of [from.workId, to.workId]) {
    if (workId === null) continue
    const work = await db.selectFrom('work').select('state').where('id', '=', workId).forUpdate().executeTakeFirstOrThrow()
    if (work.state !== 'staged' && work.state !== 'withdrawn') throw alreadyReleased()
  }
  if (to.workId !== null) await db.updateTable('work').set({ state: 'staged' }).where('id', '=', to.workId).execute()
  await movePage(db, pageId, { state: to.state, workId: to.workId, reasons: to.reasons })
  await db.updateTable('page').set({ turn: to.turn }).where('id', '=', pageId).execute()
  await putSheetBack({ change, pageId, from, to })
  await putVariantBack({ change, pageId, from, to })
  // A page in a work asks about its values, a doubtful one also whose it is, any other nothing.
  if (to.state === 'work') {
    await voidQuestions(db, pageId, ['code', 'page'])
    await reopenQuestions(db, pageId, ['score', 'total', 'mark', 'variant'])
  } else if (to.state === 'doubtful') await reopenQuestions(db, pageId)
  else await voidQuestions(db, pageId)
  if (from.workId !== null && from.workId !== to.workId) await withdrawEmptyWork(db, from.workId)
}

/** A person had said which page it is: that is taken back too, with the answers given since and what was read under that name. */
async function putSheetBack({ change, pageId, from, to }: { change: Change; pageId: string; from: PagePlace; to: PagePlace }): Promise<void> {
  const { db } = change
  const { sheet } = to
  if (sheet && from.sheet && (sheet.formId !== from.sheet.formId || sheet.formPage !== from.sheet.formPage)) {
    await db.updateTable('page').set({
      form_id: sheet.formId, form_page: sheet.formPage, by_hand: sheet.byHand, image_sha256: sheet.imageSha256, width_px: sheet.widthPx, height_px: sheet.heightPx,
      ink_hash: sheet.inkHash ?? null, ink_cells: sheet.inkCells ?? null,
    }).where('id', '=', pageId).execute()
    const { formId, formPage } = from.sheet
    if (formId !== null && formPage !== null) await voidAnswered(db, { pageId, formId, formPage })
    await bringReadingBack(db, { id: change.newId(), pageId, sheet, at: change.at })
  }
  const { by_hand } = await db.selectFrom('page').select('by_hand').where('id', '=', pageId).executeTakeFirstOrThrow()
  if (to.state === 'work' && by_hand !== null) await change.addTask('place-page', pageId)
}

/** Which variants count follows from where the pages stand; only a variant that was said of a page that stayed in its work is said back. */
async function putVariantBack({ change, pageId, from, to }: { change: Change; pageId: string; from: PagePlace; to: PagePlace }): Promise<void> {
  const { db } = change
  const stayed = to.workId !== null && to.workId === from.workId && sameSheet(from, to)
  if (stayed && to.variant !== undefined && from.variant !== undefined && to.variant !== from.variant) await sayVariant({ change, pageId, workId: to.workId, variant: to.variant })
  for (const workId of new Set([from.workId, to.workId])) if (workId !== null) await refreshVariant(db, workId)
}

const sameSheet = (a: PagePlace, b: PagePlace): boolean => a.sheet?.formId === b.sheet?.formId && a.sheet?.formPage === b.sheet?.formPage

import { z } from 'zod'
import { blindCertificate, handMask, type BlindCertificate, type HandMask } from '../../pipeline/model/blind-certificate.ts'
import type { Db } from '../database/database.ts'

/** What people say of a blind page: nothing tells; hide this; an expert saw personal data; look once more. */
export type LookKind = 'passed' | 'masked' | 'reported' | 'held'

/** The newest blind image of one page with what was last said of it. */
export interface StandingBlindPage {
  readonly id: string
  readonly workId: string
  readonly formPage: number
  readonly sha256: string
  readonly widthPx: number
  readonly heightPx: number
  readonly certificate: BlindCertificate
  readonly verdict: 'fit' | 'look' | 'blocked'
  readonly reasons: readonly string[]
  readonly look: { readonly kind: LookKind; readonly masks: readonly HandMask[] } | null
}

/** `fit`: experts may see it. `waits`: a person has to look. `being-made`: a person hid something, and the image with it is not made yet. */
export type BlindStanding = 'fit' | 'waits' | 'being-made'

export function standingOf({ verdict, look }: Pick<StandingBlindPage, 'verdict' | 'look'>): BlindStanding {
  if (look?.kind === 'masked') return 'being-made'
  if (look?.kind === 'reported' || look?.kind === 'held') return 'waits'
  return verdict === 'fit' || (verdict === 'look' && look?.kind === 'passed') ? 'fit' : 'waits'
}

const masks = z.array(handMask)

/** The newest blind images of the given works, by work and form page. */
export async function standingBlindPages(db: Db, workIds: readonly string[]): Promise<readonly StandingBlindPage[]> {
  if (workIds.length === 0) return []
  const rows = await db.selectFrom('blind_page').selectAll().distinctOn(['work_id', 'form_page']).where('work_id', 'in', [...workIds])
    .orderBy('work_id').orderBy('form_page').orderBy('seq', 'desc').execute()
  if (rows.length === 0) return []
  const looks = await db.selectFrom('blind_look').distinctOn('blind_page_id').select(['blind_page_id', 'kind', 'masks'])
    .where('blind_page_id', 'in', rows.map((row) => row.id)).orderBy('blind_page_id').orderBy('seq', 'desc').execute()
  const lookOf = new Map(looks.map((look) => [look.blind_page_id, { kind: look.kind, masks: masks.parse(look.masks) }]))
  return rows.map((row) => ({
    id: row.id, workId: row.work_id, formPage: row.form_page, sha256: row.sha256, widthPx: row.width_px, heightPx: row.height_px,
    certificate: blindCertificate.parse(row.certificate), verdict: row.verdict, reasons: row.reasons, look: lookOf.get(row.id) ?? null,
  }))
}

/** One blind page of a school with its work, locked until the transaction ends; undefined when the school has none such or the page was made anew since. */
export async function lockBlindPage(db: Db, { id, schoolId }: { readonly id: string; readonly schoolId: string }): Promise<{ readonly page: StandingBlindPage; readonly workState: string } | undefined> {
  const found = await db.selectFrom('blind_page as b').innerJoin('work as w', 'w.id', 'b.work_id').select(['b.work_id', 'w.state']).where('b.id', '=', id).where('w.school_id', '=', schoolId).forUpdate('w').executeTakeFirst()
  const page = found && (await standingBlindPages(db, [found.work_id])).find((one) => one.id === id)
  return page && { page, workState: found.state }
}

/** Adds what a person said of a blind page. */
export async function addLook(db: Db, look: { readonly id: string; readonly blindPageId: string; readonly kind: LookKind; readonly masks?: readonly HandMask[]; readonly accountId: string; readonly at: Date }): Promise<void> {
  await db.insertInto('blind_look').values({ id: look.id, blind_page_id: look.blindPageId, kind: look.kind, masks: JSON.stringify(look.masks ?? []), account_id: look.accountId, at: look.at }).execute()
}

/**
 * Brings a released or anonymised work to the state that its blind pages allow: anonymised when every page of it is fit, released otherwise. Lock the work
 * first. Answers whether it is anonymised now.
 */
export async function settleBlindWork(db: Db, workId: string): Promise<boolean> {
  const expected = await db.selectFrom('page').select('form_page').where('work_id', '=', workId).where('state', '=', 'work').execute()
  const standing = new Map((await standingBlindPages(db, [workId])).map((page) => [page.formPage, standingOf(page)]))
  const isFit = expected.length > 0 && expected.every((page) => page.form_page !== null && standing.get(page.form_page) === 'fit')
  await db.updateTable('work').set({ state: isFit ? 'anonymised' : 'released' }).where('id', '=', workId).where('state', 'in', ['released', 'anonymised']).execute()
  return isFit
}

/** Has a person look at every blind page that nobody looked at yet, of works that no expert holds: until then they go to nobody. */
export async function holdUnseenPages(db: Db, { campaignId, accountId, newId, at }: { readonly campaignId: string; readonly accountId: string; readonly newId: () => string; readonly at: Date }): Promise<void> {
  const works = await db.selectFrom('work as w').select('w.id').where('w.campaign_id', '=', campaignId).where('w.state', 'in', ['released', 'anonymised'])
    .where((is) => is.not(is.exists(is.selectFrom('assignment as a').select('a.id').whereRef('a.work_id', '=', 'w.id').where('a.state', '<>', 'withdrawn')))).orderBy('w.id').forUpdate().execute()
  const unseen = (await standingBlindPages(db, works.map((work) => work.id))).filter((page) => page.verdict === 'fit' && page.look === null)
  for (const page of unseen) await addLook(db, { id: newId(), blindPageId: page.id, kind: 'held', accountId, at })
  for (const id of new Set(unseen.map((page) => page.workId))) await settleBlindWork(db, id)
}

/** A school's work with the blind pages that wait for a person. */
export interface WaitingWork { readonly workId: string; readonly formId: string; readonly participantCode: string; readonly pages: readonly StandingBlindPage[] }

/** The works of a school whose blind pages wait for a person, by form and code; only the pages that wait. A work that no sample takes asks nothing of anybody. */
export async function waitingBlindWorks(db: Db, schoolId: string): Promise<readonly WaitingWork[]> {
  const works = await db.selectFrom('work as w').innerJoin('chosen_work as c', 'c.work_id', 'w.id').select(['w.id', 'w.form_id', 'w.participant_code']).where('w.school_id', '=', schoolId).where('w.state', '=', 'released')
    .where('c.reason', 'is not', null).orderBy('w.form_id').orderBy('w.participant_code').execute()
  const pages = (await standingBlindPages(db, works.map((work) => work.id))).filter((page) => standingOf(page) === 'waits')
  return works.map((work) => ({ workId: work.id, formId: work.form_id, participantCode: work.participant_code, pages: pages.filter((page) => page.workId === work.id) })).filter((work) => work.pages.length > 0)
}

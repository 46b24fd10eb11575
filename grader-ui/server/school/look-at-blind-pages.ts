import type { HandMask } from '../../../pipeline/model/blind-certificate.ts'
import { addLook, lockBlindPage, settleBlindWork, standingOf, type StandingBlindPage } from '../../../storage/queries/blind-pages.ts'
import { findProtocol } from '../../../storage/queries/protocols.ts'
import type { Change } from '../change.ts'
import { notFound, UserError } from '../user-error.ts'

/** A person looked at blind pages: nothing on them tells whose they are. Saying it of a page that is fit already changes nothing. */
export async function passPages({ change, schoolId, pages }: { readonly change: Change; readonly schoolId: string; readonly pages: readonly string[] }): Promise<void> {
  for (const id of pages) {
    const page = await openedPage({ change, schoolId, id })
    const standing = standingOf(page)
    if (standing === 'fit') continue
    if (standing === 'being-made') throw stillMade()
    if (page.verdict === 'blocked') throw new UserError({ code: 'must-mask', status: 409, message: `На странице ${page.formPage} программа нашла то, чего эксперты видеть не должны. Закройте это место на странице.` })
    await addLook(change.db, { id: change.newId(), blindPageId: id, kind: 'passed', accountId: change.account.id, at: change.at })
    await settleBlindWork(change.db, page.workId)
    change.record({ type: 'blind-page.passed', page: id, work: page.workId })
  }
}

/** Takes pages back to be looked at once more: until then no expert sees the work. */
export async function holdPages({ change, schoolId, pages }: { readonly change: Change; readonly schoolId: string; readonly pages: readonly string[] }): Promise<void> {
  for (const id of pages) {
    const page = await openedPage({ change, schoolId, id })
    if (standingOf(page) === 'being-made') throw stillMade()
    if (standingOf(page) === 'waits') continue
    await addLook(change.db, { id: change.newId(), blindPageId: id, kind: 'held', accountId: change.account.id, at: change.at })
    await settleBlindWork(change.db, page.workId)
    change.record({ type: 'blind-page.held', page: id, work: page.workId })
  }
}

/** Hides places of a page by hand: `masks` are all of them. The image is made anew and checked again; until then no expert sees the work. */
export async function maskPage({ change, schoolId, id, masks }: { readonly change: Change; readonly schoolId: string; readonly id: string; readonly masks: readonly HandMask[] }): Promise<void> {
  const page = await openedPage({ change, schoolId, id })
  if (standingOf(page) === 'being-made') throw stillMade()
  await addLook(change.db, { id: change.newId(), blindPageId: id, kind: 'masked', masks, accountId: change.account.id, at: change.at })
  await settleBlindWork(change.db, page.workId)
  await change.addTask('anonymise-work', page.workId)
  change.record({ type: 'blind-page.masked', page: id, work: page.workId, masks: masks.length })
}

const stillMade = (): UserError => new UserError({ code: 'being-made', status: 409, message: 'Страница как раз обезличивается заново. Подождите несколько секунд.' })

async function openedPage({ change: { db }, schoolId, id }: { change: Change; schoolId: string; id: string }): Promise<StandingBlindPage> {
  const found = await lockBlindPage(db, { id, schoolId })
  if (!found || (found.workState !== 'released' && found.workState !== 'anonymised')) throw notFound('Этой страницы нет или она уже обезличена заново. Обновите страницу.')
  const { form_id: formId } = await db.selectFrom('work').select('form_id').where('id', '=', found.page.workId).executeTakeFirstOrThrow()
  if (await findProtocol(db, { schoolId, formId })) throw new UserError({ code: 'protocol-stands', status: 409, message: 'Протокол по этому предмету уже утверждён: страницы больше не меняются.' })
  return found.page
}

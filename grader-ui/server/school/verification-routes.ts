import { errorRate } from '../../../pipeline/decide/error-rate.ts'
import type { Form } from '../../../pipeline/model/form.ts'
import type { Db } from '../../../storage/database/database.ts'
import { countingValues, type CountingValue } from '../../../storage/queries/counting-values.ts'
import { formsOfCampaign } from '../../../storage/queries/forms.ts'
import { schoolWithCampaign, worksOfSchool } from '../../../storage/queries/school-desk.ts'
import { fieldBoxes, fieldKey } from '../../../storage/queries/school-stack.ts'
import { verification, verificationAnswer, type Verification } from '../../api/school-papers.ts'
import { makeChange } from '../change.ts'
import type { App, Services } from '../services.ts'
import { accountOf } from '../session/load-account.ts'
import { UserError } from '../user-error.ts'
import { checkDoubtValue } from './check-doubt-value.ts'
import { imageUrlOf } from './list-doubts.ts'
import { schoolOf } from './school-desk.ts'

type Automatic = CountingValue & { readonly field: 'score' | 'total' | 'mark'; readonly pageId: string; readonly formId: string }
const keyOf = (one: { pageId: string; field: string; task: string | null; box: number | null }): string => `${one.pageId} ${fieldKey(one)}`

/**
 * The second, blind entry of automatic reads: GET /api/school/verification gives a value drawn by chance among those that were read without
 * doubt, without what was read; POST writes what a person sees there. Where the two differ, it becomes a question; the share is the measured error rate.
 */
export function verificationRoutes(app: App, services: Services): void {
  const { database: db, random } = services
  app.get('/api/school/verification', { schema: { response: { 200: verification } } }, async (request) => view({ db, schoolId: schoolOf(request), random }))
  app.post('/api/school/verification', { schema: { body: verificationAnswer, response: { 200: verification } } }, async (request) => {
    const schoolId = schoolOf(request)
    const { forms, left } = await automaticValues(db, schoolId)
    const asked = left.find((one) => keyOf(one) === keyOf(request.body))
    if (!asked) throw new UserError({ code: 'already-verified', status: 409, message: 'Это место уже проверено или с тех пор изменилось. Обновите страницу.' })
    const form = forms.get(asked.formId) ?? null
    const said = checkDoubtValue({ kind: asked.field, task: asked.task, form, roster: [], value: request.body.value })
    if (!said.ok) throw new UserError({ code: 'bad-value', message: said.reason })
    await makeChange({ services, account: accountOf(request), steps: async (change) => {
      const { pageId, workId, field, task, box, value: read } = asked
      await change.db.insertInto('verification').values({ id: change.newId(), school_id: schoolId, work_id: workId, page_id: pageId, field, task, box, read, said: said.value, account_id: change.account.id, at: change.at }).execute()
      if (said.value !== read) {
        const page = (await fieldBoxes(change.db, [pageId])).get(pageId)
        const { state } = await change.db.selectFrom('work').select('state').where('id', '=', workId).forUpdate().executeTakeFirstOrThrow()
        if (state === 'staged') await change.db.insertInto('doubt').values({
          id: change.newId(), school_id: schoolId, page_id: pageId, work_id: workId, kind: field, task, box, reasons: JSON.stringify(['verification-differs']), value: read,
          candidates: JSON.stringify([{ value: read, confidence: 0.5 }, { value: said.value, confidence: 0.5 }]), crop_px: JSON.stringify(page?.boxes.get(fieldKey(asked)) ?? [0, 0, page?.widthPx ?? 1, page?.heightPx ?? 1]), state: 'open',
        }).onConflict((on) => on.doNothing()).execute()
      }
      change.record({ type: 'value.verified', page: pageId, kind: field, agreed: said.value === read })
    } })
    return view({ db, schoolId, random })
  })
}

async function view({ db, schoolId, random }: { db: Db; schoolId: string; random: Services['random'] }): Promise<Verification> {
  const { forms, left, automatic } = await automaticValues(db, schoolId)
  const { checked, wrong } = await db.selectFrom('verification').where('school_id', '=', schoolId)
    .select((is) => [is.fn.countAll<string>().as('checked'), is.fn.countAll<string>().filterWhere('read', '<>', is.ref('said')).as('wrong')]).executeTakeFirstOrThrow()
  const next = left.length === 0 ? undefined : left[Buffer.from(random(4)).readUInt32LE() % left.length]
  const page = next && (await fieldBoxes(db, [next.pageId])).get(next.pageId)
  return {
    automatic, rate: errorRate({ checked: Number(checked), wrong: Number(wrong) }),
    next: next && page ? {
      pageId: next.pageId, field: next.field, task: next.task, box: next.box, maxScore: forms.get(next.formId)?.tasks.find((task) => task.id === next.task)?.maxScore ?? null,
      formTitle: forms.get(next.formId)?.title ?? '', imageUrl: imageUrlOf(next.pageId), widthPx: page.widthPx, heightPx: page.heightPx,
      cropPx: page.boxes.get(fieldKey(next)) ?? [0, 0, page.widthPx, page.heightPx],
    } : null,
  }
}

/** Every value that counts as it was read, and those of them that nobody has entered a second time. */
async function automaticValues(db: Db, schoolId: string): Promise<{ forms: ReadonlyMap<string, Form>; left: readonly Automatic[]; automatic: number }> {
  const forms = new Map((await formsOfCampaign(db, (await schoolWithCampaign(db, schoolId)).campaign_id)).map(({ form }) => [form.id, form]))
  const works = new Map((await worksOfSchool(db, { schoolId })).map((work) => [work.id, work]))
  const read = (await countingValues(db, [...works.keys()])).flatMap((value): Automatic[] =>
    (value.source === 'scan' && value.pageId !== null && value.field !== 'variant' ? [{ ...value, field: value.field, pageId: value.pageId, formId: works.get(value.workId)!.formId }] : []))
  const done = new Set((await db.selectFrom('verification').select(['page_id as pageId', 'field', 'task', 'box']).where('school_id', '=', schoolId).execute()).map(keyOf))
  return { forms, automatic: read.length, left: read.filter((one) => !done.has(keyOf(one))) }
}

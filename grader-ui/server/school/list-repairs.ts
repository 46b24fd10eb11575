import { proposeRepairs, type PlacedPage } from '../../../pipeline/decide/propose-repairs.ts'
import { formsOfCampaign } from '../../../storage/queries/forms.ts'
import { schoolWithCampaign } from '../../../storage/queries/school-desk.ts'
import { stackOfSchool } from '../../../storage/queries/school-stack.ts'
import { repairList, type Repair } from '../../api/school.ts'
import type { App, Services } from '../services.ts'
import { imageUrlOf } from './list-doubts.ts'
import { schoolOf } from './school-desk.ts'

type StackRow = Awaited<ReturnType<typeof stackOfSchool>>[number]

/** GET /api/school/repairs: what the order of the stack suggests, each with the page it is about; nothing happens before a person accepts it. */
export function listRepairs(app: App, { database: db }: Services): void {
  app.get('/api/school/repairs', { schema: { response: { 200: repairList } } }, async (request) => {
    const schoolId = schoolOf(request)
    const forms = (await formsOfCampaign(db, (await schoolWithCampaign(db, schoolId)).campaign_id)).map(({ form }) => form)
    const rows = await stackOfSchool(db, schoolId)
    const byId = new Map(rows.map((row) => [row.id, row]))
    const released = new Set(rows.filter((row) => row.work_state !== null && row.work_state !== 'staged').map((row) => `${row.form_id} ${row.participant_code}`))
    const byHand = new Set(rows.filter((row) => row.by_hand !== null && row.state === 'work').map((row) => `${row.form_id} ${row.participant_code} ${row.form_page}`))
    const repairs = proposeRepairs({ pages: rows.map(placed), forms }).map((one): Repair => {
      const pageId = 'page' in one ? one.page : 'after' in one ? one.after : null
      const row = pageId === null ? undefined : byId.get(pageId)
      return {
        // A scan that the program can read is better than one that only people can.
        type: one.type === 'repeat' && byHand.has(`${one.form} ${one.code} ${one.formPage}`) ? 'put' : one.type, code: one.code,
        form: 'form' in one ? one.form : row?.form_id ?? null, formTitle: forms.find((form) => 'form' in one && form.id === one.form)?.title ?? null,
        formPage: 'formPage' in one ? one.formPage : null, missing: 'missing' in one ? [...one.missing] : [], from: 'from' in one ? one.from : null,
        page: row ? pageOf(row) : null,
      }
    })
    return { repairs: repairs.filter((one) => !released.has(`${one.form} ${one.code}`)) }
  })
}

const pageOf = (row: StackRow) => ({
  id: row.id, fileName: row.file_name, filePage: row.number, state: row.state, formPage: row.form_page, imageUrl: row.image_sha256 === null ? null : imageUrlOf(row.id),
})

function placed(row: StackRow): PlacedPage {
  const page = { id: row.id, file: row.file_id, number: row.number, form: row.form_id, formPage: row.form_page }
  switch (row.state) {
    case 'work': return { ...page, place: 'work', code: row.participant_code }
    case 'doubtful': return { ...page, place: 'doubtful', code: null }
    case 'duplicate': return { ...page, place: 'duplicate', code: row.read_code }
    default: {
      const isSurplus = (row.state === 'foreign' || row.state === 'unreadable') && !row.reasons.some((reason) => reason.startsWith('marked-'))
      // What is blank, was put away or named by a person is no surplus sheet: it stands outside of every row.
      return { ...page, file: isSurplus ? page.file : `${row.id} aside`, form: null, formPage: null, place: 'other', code: null }
    }
  }
}

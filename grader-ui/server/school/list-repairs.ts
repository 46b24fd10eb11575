import type { Twins } from '../../../pipeline/decide/find-twins.ts'
import { proposeRepairs, type PlacedPage } from '../../../pipeline/decide/propose-repairs.ts'
import { formsOfCampaign } from '../../../storage/queries/forms.ts'
import { pairsOfDifferentSheets } from '../../../storage/queries/ink-hashes.ts'
import { schoolWithCampaign } from '../../../storage/queries/school-desk.ts'
import { stackOfSchool } from '../../../storage/queries/school-stack.ts'
import { repairList, type DifferentSheets, type Repair, type RepairPage } from '../../api/school.ts'
import type { App, Services } from '../services.ts'
import { imageUrlOf } from './list-doubts.ts'
import { schoolOf } from './school-desk.ts'
import { twinsOfSchool } from './school-twins.ts'

type StackRow = Awaited<ReturnType<typeof stackOfSchool>>[number]

/** GET /api/school/repairs: what the order of the stack suggests, each with the page it is about; nothing happens before a person accepts it. */
export function listRepairs(app: App, { database: db }: Services): void {
  app.get('/api/school/repairs', { schema: { response: { 200: repairList } } }, async (request) => {
    const schoolId = schoolOf(request)
    const forms = (await formsOfCampaign(db, (await schoolWithCampaign(db, schoolId)).campaign_id)).map(({ form }) => form)
    const rows = await stackOfSchool(db, schoolId)
    const byId = new Map(rows.map((row) => [row.id, row]))
    const released = new Set(rows.filter(isReleased).map((row) => `${row.form_id} ${row.participant_code}`))
    const byHand = new Set(rows.filter((row) => row.by_hand !== null && row.state === 'work').map((row) => `${row.form_id} ${row.participant_code} ${row.form_page}`))
    const repairs = proposeRepairs({ pages: rows.map(placed), forms }).map((one): Repair => {
      const pageId = 'page' in one ? one.page : 'after' in one ? one.after : null
      const row = pageId === null ? undefined : byId.get(pageId)
      return {
        // A scan that the program can read is better than one that only people can.
        type: one.type === 'repeat' && byHand.has(`${one.form} ${one.code} ${one.formPage}`) ? 'put' : one.type, code: one.code,
        form: 'form' in one ? one.form : row?.form_id ?? null, formTitle: forms.find((form) => 'form' in one && form.id === one.form)?.title ?? null,
        formPage: 'formPage' in one ? one.formPage : null, missing: 'missing' in one ? [...one.missing] : [], from: 'from' in one ? one.from : null,
        page: row ? pageOf(row) : null, other: null,
      }
    })
    const twins = twinRepairs({ twins: await twinsOfSchool(db, schoolId), byId, titles: new Map(forms.map((form) => [form.id, form.title])) })
    return { repairs: [...twins, ...repairs.filter((one) => !released.has(`${one.form} ${one.code}`))], different: differentOnes(await pairsOfDifferentSheets(db, schoolId), byId) }
  })
}

const pageOf = (row: StackRow): RepairPage => ({
  id: row.id, fileName: row.file_name, filePage: row.number, state: row.state, formPage: row.form_page, imageUrl: row.image_sha256 === null ? null : imageUrlOf(row.id),
  code: row.participant_code, released: isReleased(row),
})
const isReleased = (row: StackRow): boolean => row.work_state !== null && row.work_state !== 'staged'

/** Scans of one sheet that stand apart: the ink is the same, so one of them is too many, whatever code was read. A rescan of a place in its work is proposed by that already. */
function twinRepairs({ twins, byId, titles }: { twins: readonly Twins[]; byId: ReadonlyMap<string, StackRow>; titles: ReadonlyMap<string, string> }): Repair[] {
  return twins.flatMap(({ first, second }): Repair[] => {
    const [one, two] = [byId.get(first), byId.get(second)]
    if (!one || !two || (isReleased(one) && isReleased(two)) || isKnownRepeat(one, two) || isKnownRepeat(two, one)) return []
    const code = one.participant_code ?? two.participant_code ?? one.read_code ?? two.read_code ?? ''
    return [{ type: 'twin', code, form: one.form_id, formTitle: titles.get(one.form_id ?? '') ?? null, formPage: one.form_page, missing: [], from: null, page: pageOf(two), other: pageOf(one) }]
  })
}

const differentOnes = (pairs: Awaited<ReturnType<typeof pairsOfDifferentSheets>>, byId: ReadonlyMap<string, StackRow>): DifferentSheets[] => pairs.flatMap(({ first, second, who, at }) => {
  const [one, two] = [byId.get(first), byId.get(second)]
  return !one || !two || (isReleased(one) && isReleased(two)) ? [] : [{ page: pageOf(two), other: pageOf(one), form: one.form_id, who, at: at.toISOString() }]
})

const isKnownRepeat = (one: StackRow, two: StackRow): boolean => one.state === 'duplicate' && one.read_code !== null && (two.participant_code ?? two.read_code) === one.read_code

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

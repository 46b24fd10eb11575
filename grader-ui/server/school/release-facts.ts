import type { Form } from '../../../pipeline/model/form.ts'
import type { Db } from '../../../storage/database/database.ts'
import { rosterOf, newestResultsForm } from '../../../storage/queries/results-forms.ts'
import { countAskedPages, countPages, countQuestionsByForm, worksOfSchool, type WorkOfSchool } from '../../../storage/queries/school-desk.ts'
import type { ReleaseFacts } from './release-obstacles.ts'
import { twinsOfSchool } from './school-twins.ts'

/** Pages of these works of which the ink says that they are one sheet, while they stand in two works. */
async function twinsInWorks({ db, schoolId, works }: { readonly db: Db; readonly schoolId: string; readonly works: readonly WorkOfSchool[] }): Promise<ReleaseFacts['twins']> {
  const places = new Map(works.flatMap((work) => work.pages.map((page) => [page.id, { ...page, code: work.participantCode, staged: work.state === 'staged' }] as const)))
  return (await twinsOfSchool(db, schoolId)).flatMap(({ first, second }) => {
    const [one, two] = [places.get(first), places.get(second)]
    return one && two && (one.staged || two.staged) ? [{ formPage: one.formPage, codes: [one.code, two.code] as const }] : []
  })
}

/** Gathers what the release of one form at one school rests on. */
export async function releaseFacts({ db, schoolId, form }: { readonly db: Db; readonly schoolId: string; readonly form: Form }): Promise<ReleaseFacts> {
  const place = { schoolId, formId: form.id }
  const works = await worksOfSchool(db, place)
  const doubts = await countQuestionsByForm(db, schoolId)
  const waiting = await db.selectFrom('scan_file').where('school_id', '=', schoolId).where('state', 'in', ['waiting', 'opening'])
    .select((is) => is.fn.countAll<string>().as('n')).executeTakeFirstOrThrow()
  return {
    pagesPerWork: form.pages.length,
    staged: works.filter((work) => work.state === 'staged').map((work) => ({ participantCode: work.participantCode, formPages: work.pages.map((page) => page.formPage) })),
    openDoubts: (doubts.get(form.id) ?? 0) + (doubts.get(null) ?? 0),
    pagesWaiting: (await countPages(db, schoolId)).waiting + await countAskedPages(db, place),
    filesWaiting: Number(waiting.n),
    // While pages come in nothing is released, and every page would be compared anew.
    twins: Number(waiting.n) > 0 ? [] : await twinsInWorks({ db, schoolId, works }),
    roster: await newestResultsForm(db, place) ? await rosterOf(db, place) : null,
  }
}

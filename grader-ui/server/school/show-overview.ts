import { PAGE_FLAWS, type PageFlaw } from '../../../pipeline/model/page-flaw.ts'
import type { Db } from '../../../storage/database/database.ts'
import { formsOfCampaign, type StoredForm } from '../../../storage/queries/forms.ts'
import { waitingBlindWorks } from '../../../storage/queries/blind-pages.ts'
import { countQuestions } from '../../../storage/queries/questions.ts'
import { groupBy } from '../../../storage/queries/group-by.ts'
import { newestResultsForm } from '../../../storage/queries/results-forms.ts'
import { countPages, countQuestionsByForm, countUnseenStrays, filesOfSchool, flawsOfSchool, schoolWithCampaign, worksOfSchool } from '../../../storage/queries/school-desk.ts'
import { schoolOverview, type SchoolForm } from '../../api/school.ts'
import type { App, Services } from '../services.ts'
import { releaseFacts } from './release-facts.ts'
import { releaseObstacles } from './release-obstacles.ts'
import { schoolOf } from './school-desk.ts'

/** GET /api/school/overview: files, pages and each form's way to the release. */
export function showOverview(app: App, { database }: Services): void {
  app.get('/api/school/overview', { schema: { response: { 200: schoolOverview } } }, async (request) => {
    const schoolId = schoolOf(request)
    const school = await schoolWithCampaign(database, schoolId)
    const files = await filesOfSchool(database, schoolId)
    const flaws = groupBy(await flawsOfSchool(database, schoolId), (one) => one.fileId)
    const forms = await formsOfCampaign(database, school.campaign_id)
    return {
      schoolName: school.name, campaignTitle: school.campaign_title,
      files: files.map((file) => ({
        id: file.id, name: file.name, sizeBytes: Number(file.size_bytes), uploadedAt: file.uploaded_at.toISOString(), state: file.state, problem: file.problem,
        pageCount: file.page_count, pagesDone: Number(file.pages_done),
        flaws: (flaws.get(file.id) ?? []).map(({ flaw, pages }) => ({ flaw: PAGE_FLAWS[flaw as PageFlaw] ?? flaw, pages: [...pages] })),
      })),
      forms: await inTurn(forms, (stored) => formOf({ db: database, schoolId, stored })),
      pages: await countPages(database, schoolId), straysToLookAt: await countUnseenStrays(database, schoolId), openDoubts: (await countQuestions(database, schoolId)).open,
      blindToLookAt: (await waitingBlindWorks(database, schoolId)).reduce((sum, work) => sum + work.pages.length, 0),
    }
  })
}

async function formOf({ db, schoolId, stored: { form } }: { db: Db; schoolId: string; stored: StoredForm }): Promise<SchoolForm> {
  const works = await worksOfSchool(db, { schoolId, formId: form.id })
  const resultsForm = await newestResultsForm(db, { schoolId, formId: form.id })
  const doubts = await countQuestionsByForm(db, schoolId)
  const found = new Set(works.map((work) => work.participantCode))
  return {
    formId: form.id, title: form.title, pagesPerWork: form.pages.length, variants: [...form.variants],
    works: works.length, worksComplete: works.filter((work) => new Set(work.pages.map((page) => page.formPage)).size === form.pages.length).length,
    openDoubts: doubts.get(form.id) ?? 0, released: works.filter((work) => work.state === 'released' || work.state === 'anonymised').length,
    resultsForm: resultsForm && { name: resultsForm.name, rows: resultsForm.rows.length, problems: [...resultsForm.problems] },
    obstacles: [...releaseObstacles(await releaseFacts({ db, schoolId, form }))],
    missingCodes: resultsForm?.rows.filter((row) => row.variant !== null && !found.has(row.code)).map((row) => row.code) ?? [],
  }
}

// One after the other: the embedded database has one session, and asking it at once would only queue.
async function inTurn<Item, Answer>(items: readonly Item[], ask: (item: Item) => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = []
  for (const item of items) answers.push(await ask(item))
  return answers
}

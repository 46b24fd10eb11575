import { canonicalTaskId } from '../../../pipeline/model/score.ts'
import type { Form } from '../../../pipeline/model/form.ts'
import type { ResultsForm } from '../../../pipeline/model/results-form.ts'
import { ok, refuse, type Result } from '../../../pipeline/model/result.ts'
import { readResultsForm, RESULTS_FORM_REFUSALS } from '../../../pipeline/results-form/read-results-form.ts'
import { formsOfCampaign, type StoredForm } from '../../../storage/queries/forms.ts'
import { addResultsForm, newestResultsForm } from '../../../storage/queries/results-forms.ts'
import { schoolWithCampaign } from '../../../storage/queries/school-desk.ts'
import { uploadAnswer, type UploadAnswer } from '../../api/school.ts'
import { makeChange, type Change } from '../change.ts'
import type { App, Services } from '../services.ts'
import { accountOf } from '../session/load-account.ts'
import { UserError } from '../user-error.ts'
import { schoolOf } from './school-desk.ts'
import { shownName } from './shown-name.ts'

type FileAnswer = UploadAnswer['files'][number]

/** A results form is a table of at most 1,499 rows; no honest one is larger. */
const MAX_BYTES = 20_000_000

/** POST …/results-forms: takes the xlsx forms in, each for the subject whose tasks it lists. A newer one replaces the older in what counts. */
export const uploadResultsForms = (path: string) => (app: App, services: Services): void => {
  app.post(path, { schema: { summary: 'Отправить форму сбора результатов (xlsx или csv), поле file', consumes: ['multipart/form-data'], response: { 200: uploadAnswer } } }, async (request) => {
    const schoolId = schoolOf(request)
    const { campaign_id } = await schoolWithCampaign(services.database, schoolId)
    const forms = await formsOfCampaign(services.database, campaign_id)
    const answers: FileAnswer[] = []
    for await (const part of request.files({ limits: { fileSize: MAX_BYTES } })) {
      const name = shownName(part.filename)
      const bytes = await part.toBuffer()
      const read = part.file.truncated ? refuse('файл больше допустимого: форма сбора результатов столько не занимает.') : await readForKnownForm(bytes, forms)
      if (!read.ok) {
        answers.push({ name, status: 'refused', message: read.reason })
        continue
      }
      const sha256 = await services.blobs.put(bytes)
      answers.push(await makeChange({ services, account: accountOf(request), steps: (change) => keep({ change, schoolId, name, sha256, ...read.value }) }))
    }
    if (answers.length === 0) throw new UserError({ code: 'no-file', message: 'В запросе нет файла. Выберите файл и отправьте его ещё раз.' })
    return { files: answers }
  })
}

interface Known { readonly form: Form; readonly content: ResultsForm }

async function keep({ change, schoolId, name, sha256, form, content }: Known & { change: Change; schoolId: string; name: string; sha256: string }): Promise<FileAnswer> {
  const before = await newestResultsForm(change.db, { schoolId, formId: form.id })
  if (before?.sha256 === sha256) return { name, status: 'already-here', message: `${form.title}: эта форма уже загружена, второй раз она не нужна.` }
  const id = change.newId()
  await addResultsForm(change.db, { id, schoolId, formId: form.id, name, sha256, content, accountId: change.account.id, at: change.at })
  await change.addTask('decide-school', schoolId)
  change.record({ type: 'results-form.uploaded', resultsForm: id, school: schoolId, form: form.id, sha256, rows: content.rows.length })
  const problems = content.problems.length > 0 ? ` Замечаний: ${content.problems.length}, они ниже.` : ''
  return { name, status: 'accepted', message: `${form.title}: участников ${content.rows.length}.${problems}` }
}

/** The campaign's form whose tasks the table lists; the one with the most tasks in common, and more than half of them. */
export async function readForKnownForm(bytes: Uint8Array, forms: readonly StoredForm[]): Promise<Result<Known, string>> {
  const plain = await readResultsForm({ bytes })
  if (!plain.ok) return refuse(RESULTS_FORM_REFUSALS[plain.reason])
  const listed = new Set(plain.value.tasks.map(spelled))
  const ranked = forms.map(({ form }) => {
    const common = form.tasks.filter((task) => listed.has(spelled(task))).length
    return { form, likeness: common / new Set([...form.tasks.map(spelled), ...listed]).size }
  }).sort((a, b) => b.likeness - a.likeness)
  const [best, second] = ranked
  if (!best || best.likeness <= 0.5) return refuse('Задания в форме не такие, как в бланках этой перепроверки. Проверьте, тот ли это предмет и класс.')
  if (second && second.likeness === best.likeness) return refuse('По заданиям нельзя понять, какой это предмет. Пришлите форму муниципальному координатору.')
  const read = await readResultsForm({ bytes, form: best.form })
  return read.ok ? ok({ form: best.form, content: read.value }) : refuse(RESULTS_FORM_REFUSALS[read.reason])
}

const spelled = ({ id, maxScore }: { readonly id: string; readonly maxScore: number }): string => `${canonicalTaskId(id)} ${maxScore}`

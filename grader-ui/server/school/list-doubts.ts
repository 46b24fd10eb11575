import { PAGE_FLAWS, type PageFlaw } from '../../../pipeline/model/page-flaw.ts'
import { READING_REASONS, type ReadingReason } from '../../../pipeline/model/page-reading.ts'
import { formsOfCampaign } from '../../../storage/queries/forms.ts'
import { countQuestions, openQuestions } from '../../../storage/queries/questions.ts'
import { rosterOf } from '../../../storage/queries/results-forms.ts'
import { schoolWithCampaign, worksOfSchool, type WorkOfSchool } from '../../../storage/queries/school-desk.ts'
import { doubtList, type Doubt } from '../../api/school.ts'
import type { App, Services } from '../services.ts'
import { PAGE_ANSWERS } from './check-doubt-value.ts'
import { schoolOf } from './school-desk.ts'

/** Whose page it is comes first, because the other answers follow it; then kind by kind, so that the hands stay in one place. */
const ORDER: readonly Doubt['kind'][] = ['page', 'code', 'variant', 'score', 'total', 'mark']

/** GET /api/school/doubts: the open questions, the same kind together, with the codes to choose from. */
export function listDoubts(app: App, { database }: Services): void {
  app.get('/api/school/doubts', { schema: { response: { 200: doubtList } } }, async (request) => {
    const schoolId = schoolOf(request)
    const { campaign_id } = await schoolWithCampaign(database, schoolId)
    const forms = new Map((await formsOfCampaign(database, campaign_id)).map(({ form }) => [form.id, form]))
    const roster = new Set<string>()
    for (const formId of forms.keys()) for (const code of await rosterOf(database, { schoolId, formId })) roster.add(code)
    const questions = await openQuestions(database, schoolId)
    const lacking = questions.some((row) => row.kind === 'code') ? lackingCodes(await worksOfSchool(database, { schoolId })) : () => []
    const doubts = questions.map((row): Doubt => {
      const form = row.form_id === null ? undefined : forms.get(row.form_id)
      const isPage = row.kind === 'page'
      return {
        id: row.id, kind: row.kind, task: row.task, maxScore: form?.tasks.find((task) => task.id === row.task)?.maxScore ?? null,
        reasons: row.reasons.map(reasonWords), value: isPage ? PAGE_ANSWERS.use : row.value,
        candidates: isPage ? Object.values(PAGE_ANSWERS).map((value) => ({ value, confidence: 0.5 }))
          : row.kind === 'code' ? withLacking(row.candidates, lacking(row.form_id, row.form_page)) : row.candidates,
        participantCode: row.participant_code, formTitle: form?.title ?? null, formPage: row.form_page, fileName: row.file_name, filePage: row.file_page,
        pageId: row.page_id, imageUrl: imageUrlOf(row.page_id), widthPx: row.width_px ?? 0, heightPx: row.height_px ?? 0, cropPx: row.crop_px,
      }
    })
    const taskOrder = (doubt: Doubt): number => (doubt.task === null ? 0 : [...forms.values()].find((form) => form.title === doubt.formTitle)?.tasks.findIndex((task) => task.id === doubt.task) ?? 0)
    doubts.sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || (a.formTitle ?? '').localeCompare(b.formTitle ?? '') || taskOrder(a) - taskOrder(b))
    return { doubts, roster: [...roster].sort(), answered: (await countQuestions(database, schoolId)).answered }
  })
}

/** So many codes are offered for a page. */
const OFFERED = 5

/** Codes of works that have other pages and lack this one: where a page without a readable code likely belongs. */
const lackingCodes = (works: readonly WorkOfSchool[]) => (formId: string | null, formPage: number | null): readonly string[] =>
  works.filter((work) => work.formId === formId && work.state === 'staged' && work.pages.length > 0 && work.pages.every((page) => page.formPage !== formPage)).map((work) => work.participantCode)

/** What the ink says first, then the works that lack the page. */
function withLacking(candidates: Doubt['candidates'], lacking: readonly string[]): Doubt['candidates'] {
  const known = new Set(candidates.map(({ value }) => value))
  return [...candidates, ...lacking.filter((code) => !known.has(code)).slice(0, Math.max(0, OFFERED - candidates.length)).map((value) => ({ value, confidence: 0 }))]
}

/** Where a page's picture is; `sha256` makes the address another one when the picture is another, so that a page which stays open shows it. */
export const imageUrlOf = (pageId: string, sha256?: string): string => `/api/school/pages/${pageId}/image${sha256 === undefined ? '' : `?picture=${sha256.slice(0, 8)}`}`

/** The words for a stored reason; what is no reason of the closed list is shown as it is. */
export const reasonWords = (reason: string): string => READING_REASONS[reason as ReadingReason] ?? PAGE_FLAWS[reason as PageFlaw] ?? PEOPLE_WORDS[reason] ?? reason

/** Why a page stands aside or a place is asked about: what people said, not the reader. */
export const PEOPLE_WORDS: Readonly<Record<string, string>> = {
  'verification-differs': 'второй проверяющий увидел здесь другое',
  'marked-criteria': 'критерии оценивания, отмечено человеком', 'marked-foreign': 'не из этих работ, отмечено человеком', 'marked-blank': 'пустая, отмечено человеком',
}

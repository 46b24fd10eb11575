import type { Form } from '../../../pipeline/model/form.ts'
import { canonicalTaskId, EMPTY } from '../../../pipeline/model/score.ts'
import type { WorkComparison } from '../../../pipeline/model/verdict.ts'
import { scorePlaces } from '../../../pipeline/read/score-places.ts'
import { compareWork } from '../../../pipeline/reconcile/compare-work.ts'
import type { OriginalPapers, PaperValue } from '../../../pipeline/reconcile/original-papers.ts'
import { DEFAULT_WHEN_CLOSE, settleScores } from '../../../pipeline/reconcile/final-scores.ts'
import type { CampaignSettings } from '../../../storage/queries/campaigns.ts'
import type { CountingValue } from '../../../storage/queries/counting-values.ts'
import type { WorkFacts } from '../../../storage/queries/recheck-facts.ts'

/** The row of the protocol for one work, from all that is known of it. What is not graded or not read stands as missing, never as agreement. */
export function compareFacts({ form, settings, facts }: { readonly form: Form; readonly settings: CampaignSettings; readonly facts: WorkFacts }): WorkComparison {
  const { cipher: workCipher, participantCode, variant } = facts
  return compareWork({
    form, workCipher, participantCode, variant, original: originalPapers(form, facts), recheck: commissionScores({ form, settings, facts }),
    remarks: facts.flags.map((kind) => FLAG_WORDS[kind] ?? kind),
  })
}

const FLAG_WORDS: Readonly<Record<string, string>> = {
  'unreadable': 'эксперт: работа нечитаема', 'page-missing': 'эксперт: нет страницы', 'personal-data': 'эксперт: видны личные данные', 'not-this-work': 'эксперт: страница из другой работы',
}

/** What the school gave, put where it stands on the form. */
function originalPapers(form: Form, { values, resultsRow }: WorkFacts): OriginalPapers {
  const table: Record<string, PaperValue> = {}
  const boxes: Record<string, PaperValue> = {}
  for (const { field, box, place } of scorePlaces(form)) {
    const value = values.find((one) => one.field === 'score' && one.task === field.task && (one.box ?? 0) === box)
    if (value) (place === 'margin' ? boxes : table)[field.task] = asPaper(value)
  }
  const single = (name: 'total' | 'mark'): PaperValue | null => {
    const value = values.find((one) => one.field === name)
    return value && value.value !== EMPTY ? asPaper(value) : null
  }
  return { table, boxes, total: single('total'), mark: single('mark'), resultsForm: resultsRow && { scores: byFormIds(form, resultsRow.scores), total: resultsRow.total } }
}

const asPaper = ({ value, source }: CountingValue): PaperValue => ({ value, sure: source === 'person' })

function byFormIds(form: Form, scores: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const typed = new Map(Object.entries(scores).map(([task, score]) => [canonicalTaskId(task), score]))
  return Object.fromEntries(form.tasks.flatMap(({ id }) => {
    const score = typed.get(canonicalTaskId(id))
    return score === undefined ? [] : [[id, score]]
  }))
}

/** The commission's settled scores, once all independent gradings are in; before that nothing is settled. */
function commissionScores({ form, settings, facts: { gradings } }: { form: Form; settings: CampaignSettings; facts: WorkFacts }): Readonly<Record<string, string>> {
  const submitted = gradings.filter((one) => one.state === 'submitted')
  const [first, second] = submitted.filter((one) => one.round <= settings.draw.graders)
  const third = submitted.find((one) => one.round > settings.draw.graders)
  if (!first || (settings.draw.graders > 1 && !second)) return {}
  return settleScores({ form, independent: second ? [first.scores, second.scores] : [first.scores], third: third?.scores ?? null, rule: settings.thirdExpert, whenClose: DEFAULT_WHEN_CLOSE }).scores
}

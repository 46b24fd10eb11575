import type { Form } from '../model/form.ts'
import type { ResultsForm, ResultsRow } from '../model/results-form.ts'
import type { ThirdExpertRule, WorkComparison } from '../model/verdict.ts'
import { compareWork } from './compare-work.ts'
import { settleScores, type FinalScores, type WhenClose } from './final-scores.ts'
import type { ExpertGrading, Recheck } from './read-recheck.ts'

/** A rechecked work: its row of the protocol, and how its scores came to be. */
export interface ReconciledWork {
  readonly comparison: WorkComparison
  readonly final: FinalScores
  /** The class's number in the results form; empty when it is not stated. */
  readonly classNumber: string
}

/** What two tables come to. `problems` need a person, in words that name works and experts only. */
export interface Reconciled { readonly works: readonly ReconciledWork[]; readonly problems: readonly string[] }

/**
 * Compares a school's results form with a recheck, whose `work` is the participant's code. Of a work's experts, in the order in which they
 * first appear, the first two are the independent ones and the third is the third. Works that were not rechecked are left out.
 */
export function reconcileTables(input: {
  readonly form: Pick<Form, 'tasks' | 'markBorders'>
  readonly original: ResultsForm
  readonly recheck: Recheck
  readonly rule: ThirdExpertRule
  readonly whenClose: WhenClose
}): Reconciled {
  const rows = new Map(input.original.rows.map((row) => [row.code, row]))
  const works: ReconciledWork[] = []
  const problems: string[] = []
  for (const [code, gradings] of [...input.recheck.works].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) {
    const row = rows.get(code)
    if (!row) { problems.push(`Работы ${code} нет в форме сбора результатов: сравнить не с чем. Проверьте код.`); continue }
    if (row.variant === null) problems.push(`Участник ${code} в форме отмечен как отсутствовавший, а работа перепроверена. Проверьте код.`)
    const work = reconcileWork({ ...input, row, gradings })
    works.push(work)
    problems.push(...problemsOf(code, work, gradings))
  }
  return { works, problems }
}

function reconcileWork({ form, row, gradings, rule, whenClose }: {
  form: Pick<Form, 'tasks' | 'markBorders'>; row: ResultsRow; gradings: readonly ExpertGrading[]; rule: ThirdExpertRule; whenClose: WhenClose
}): ReconciledWork {
  const [first, second, third] = gradings.map(({ scores }) => scores)
  const independent = second ? [first ?? {}, second] as const : [first ?? {}] as const
  const final = settleScores({ form, independent, third: third ?? null, rule, whenClose })
  const remarks = [
    ...final.byThird.length > 0 ? [`третий эксперт: ${final.byThird.map((task) => `задание ${task}`).join(', ')}`] : [],
    ...final.waiting.length > 0 ? [`нужен третий эксперт: ${final.waiting.map(({ task }) => `задание ${task}`).join(', ')}`] : [],
  ]
  const original = { resultsForm: { scores: row.scores, total: row.total }, table: {}, boxes: {}, total: null, mark: null }
  return {
    comparison: compareWork({ form, workCipher: row.code, participantCode: row.code, variant: row.variant, original, recheck: final.scores, remarks }),
    final, classNumber: row.classNumber ?? '',
  }
}

function problemsOf(code: string, { final, comparison }: ReconciledWork, gradings: readonly ExpertGrading[]): string[] {
  const unscored = comparison.tasks.filter((task) => task.type === 'missing' && task.original === null).map(({ task }) => task)
  return [
    ...gradings.length > 3 ? [`Работа ${code}: экспертов ${gradings.length}, учтены первые три: ${gradings.slice(0, 3).map(({ expert }) => expert).join(', ')}.`] : [],
    ...final.waiting.length > 0 ? [`Работа ${code}: эксперты расходятся, нужен третий (задания ${final.waiting.map(({ task }) => task).join(', ')}).`] : [],
    ...final.missing.length > 0 ? [`Работа ${code}: эксперт не оценил задания ${final.missing.join(', ')}.`] : [],
    ...unscored.length > 0 ? [`Работа ${code}: в форме нет баллов за задания ${unscored.join(', ')}.`] : [],
  ]
}

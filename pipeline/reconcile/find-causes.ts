import { markOf, type Form } from '../model/form.ts'
import { pointsOf } from '../model/score.ts'
import type { DifferenceCause } from '../model/verdict.ts'
import type { OriginalPapers, PaperValue } from './original-papers.ts'
import { sumOfScores, wholeNumber } from './sum-of-scores.ts'

/**
 * Where the differences of a work come from, kept apart so that nobody is blamed for the scanner or for a slip of the pen:
 * - `misread`: the papers seem to contradict each other, but only by what was read from the scan in one place and seen by no person;
 * - `copying`: the papers certainly say different things (box, table, results form);
 * - `arithmetic`: a written total is not the sum of its scores, or the mark is not what the total earns;
 * - `marking`: what the teacher wrote on the work itself (box, else table, else results form; what is certain first) is worth other points than the recheck gives.
 * The remarks say which task or total it is, in words for the protocol.
 */
export function findCauses(input: {
  readonly form: Pick<Form, 'tasks' | 'markBorders'>
  readonly original: OriginalPapers
  /** The score of each task that counts as the school's. */
  readonly official: Readonly<Record<string, string>>
  readonly recheck: Readonly<Record<string, string>>
}): { readonly causes: readonly DifferenceCause[]; readonly remarks: readonly string[] } {
  const { form, original, official, recheck } = input
  const causes = new Set<DifferenceCause>()
  const remarks: string[] = []
  for (const { id } of form.tasks) {
    const papers = papersOf(original, id)
    const solid = solidPoints(papers)
    if (new Set(papers.map(({ points }) => points)).size > 1) {
      causes.add(solid.size > 1 ? 'copying' : 'misread')
      remarks.push(`задание ${id}: ${papers.map(({ place, value }) => `${place} ${value}`).join(', ')}${solid.size > 1 ? '' : ' (проверьте скан)'}`)
    }
    const teachers = papers.find(({ points }) => solid.has(points)) ?? papers[0]
    const rechecked = pointsOf(recheck[id] ?? '')
    if (teachers && rechecked !== null && teachers.points !== rechecked) causes.add('marking')
  }
  for (const remark of arithmeticRemarks({ form, original, official })) {
    causes.add('arithmetic')
    remarks.push(remark)
  }
  return { causes: ORDER.filter((cause) => causes.has(cause)), remarks }
}

const ORDER: readonly DifferenceCause[] = ['marking', 'arithmetic', 'copying', 'misread']

interface Paper extends PaperValue { readonly place: string; readonly points: number }

/** Where a task's score stands, in the order in which a teacher writes it. */
function papersOf(original: OriginalPapers, task: string): Paper[] {
  const typed = original.resultsForm?.scores[task]
  return [
    { place: 'в окне', paper: original.boxes[task] },
    { place: 'в таблице', paper: original.table[task] },
    { place: 'в форме', paper: typed === undefined ? undefined : { value: typed, sure: true } },
  ].flatMap(({ place, paper }) => {
    const points = pointsOf(paper?.value ?? '')
    return paper && points !== null ? [{ ...paper, place, points }] : []
  })
}

/** What is certain to stand on a paper: typed, seen by a person, or read alike in two places. */
const solidPoints = (papers: readonly Paper[]): ReadonlySet<number> => new Set(papers
  .filter(({ sure, points }) => sure || papers.filter((other) => other.points === points).length > 1).map(({ points }) => points))

function arithmeticRemarks({ form, original, official }: { form: Pick<Form, 'tasks' | 'markBorders'>; original: OriginalPapers; official: Readonly<Record<string, string>> }): string[] {
  const remarks: string[] = []
  const onPaper = Object.fromEntries(form.tasks.flatMap(({ id }) => {
    const value = original.table[id]?.value || original.boxes[id]?.value
    return value === undefined ? [] : [[id, value]]
  }))
  const paperSum = sumOfScores(form, onPaper)
  const written = original.total?.sure ? wholeNumber(original.total.value) : null
  if (paperSum !== null && written !== null && paperSum !== written) remarks.push(`сумма на титульном листе ${written}, по баллам ${paperSum}`)
  const typedSum = original.resultsForm ? sumOfScores(form, original.resultsForm.scores) : null
  const typed = wholeNumber(original.resultsForm?.total)
  if (typedSum !== null && typed !== null && typedSum !== typed) remarks.push(`сумма в форме ${typed}, по баллам ${typedSum}`)
  const total = typed ?? written ?? sumOfScores(form, official)
  const earned = total === null ? null : markOf(form, total)
  const mark = original.mark?.sure ? original.mark.value : null
  if (earned !== null && mark !== null && /^[2-5]$/.test(mark) && mark !== earned) remarks.push(`отметка ${mark}, по сумме ${total} полагается ${earned}`)
  return remarks
}

import { shuffled, type Random } from '../../../fixtures/random.ts'
import type { FormPageInStack } from '../../../pipeline/decide/scanned-page.ts'
import { formSchema, type Form } from '../../../pipeline/model/form.ts'
import { NO_CODE, simulateCode, simulateHand } from './simulate-ink.ts'

export const formOf = (id: string, grade: number, pageCount: number, digits = 5): Form => formSchema.parse({
  formVersion: 1, id, title: id, subject: id, grade, variants: ['1', '2'], code: { digits }, tasks: [{ id: '1', maxScore: 1 }],
  pages: Array.from({ length: pageCount }, (_, i) => ({ number: i + 1, blank: { file: 'a.pdf', page: i + 1 }, fields: [{ kind: 'code', box: [150, 8, 45, 12] }] })),
})

export interface SimulatedPage extends FormPageInStack {
  /** The pupil's code; `written` differs from it where the pupil erred, and is empty where nothing is written. */
  readonly code: string
  readonly written: string
}

/** How often what goes wrong in a stack. */
export interface StackFaults {
  readonly missingPage: number
  readonly emptyCode: number
  readonly slipOfPen: number
  readonly shuffledWork: number
  readonly offList: number
  readonly carelessness: number
}
export const USUAL_FAULTS: StackFaults = { missingPage: 0.01, emptyCode: 0.005, slipOfPen: 0.002, shuffledWork: 0.03, offList: 0.005, carelessness: 1 }

/** A stack of works of one form in the order of their codes or in any order, with the faults of real stacks. */
export function simulateStack({ form, codes, sorted, faults = USUAL_FAULTS, random, file = 'stack.pdf' }: {
  readonly form: Form; readonly codes: readonly string[]; readonly sorted: boolean; readonly faults?: StackFaults; readonly random: Random; readonly file?: string
}): readonly SimulatedPage[] {
  const pages: Omit<SimulatedPage, 'index'>[] = []
  for (const issued of sorted ? codes.toSorted() : shuffled(codes, random)) {
    const hand = simulateHand(random, faults.carelessness)
    const code = random.next() < faults.offList ? changed(issued, random) : issued
    const numbers = form.pages.map((page) => page.number).filter(() => random.next() >= faults.missingPage)
    for (const formPage of random.next() < faults.shuffledWork ? shuffled(numbers, random) : numbers) {
      const written = random.next() < faults.emptyCode ? '' : random.next() < faults.slipOfPen ? changed(code, random) : code
      pages.push({ file, code, written, evidence: { form: form.id, formPage, scores: [], code: written === '' ? NO_CODE : simulateCode(written, hand, random) } })
    }
  }
  return pages.map((page, index) => ({ ...page, index }))
}

function changed(code: string, random: Random): string {
  const at = 1 + random.int(code.length - 1)
  return code.slice(0, at) + ((Number(code[at]) + 1 + random.int(9)) % 10) + code.slice(at + 1)
}

/** Codes as schools issue them: the grade, then 0001 and on. */
export const issuedCodes = (grade: number, count: number): readonly string[] => Array.from({ length: count }, (_, i) => `${grade}${String(i + 1).padStart(4, '0')}`)

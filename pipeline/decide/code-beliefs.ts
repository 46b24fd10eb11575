import type { CodeSettings } from './settings.ts'

/** Codes that may stand on the pages of a stack, sorted, with what is believed of them before this stack's neighbours are weighed. */
export interface CodeBeliefs {
  readonly codes: readonly string[]
  /** Prior of each code by form id, and at the end of all other codes together; sums to about 1. */
  readonly priors: ReadonlyMap<string, Float64Array>
  /** Prior of one code off the list against that of all: how the rest's likelihood is averaged. */
  readonly restShare: number
  /** Place of each code in the order in which works may be stacked; NaN for a code off the list. */
  readonly ranks: Float64Array
  /** P(the next work's code follows a few places after this one's): how far this stack is sorted. */
  readonly sorted: number
}

/** A page's clear reading by its own ink, in stack order: what the habits of a stack are learnt from. */
export interface ClearCode { readonly form: string; readonly code: string }

const HABIT_WEIGHT = 4
const STEP_LIMIT = 6

/**
 * Beliefs about codes. With a roster: the codes issued, and a little for codes off the list. Without: any code of that length. Both
 * lean to the digits that this stack shows at their places (a form's codes begin with its grade; codes run from 001 up) and to the order of the
 * list when works lie in order; both are learnt from the stack's clear pages only, and weakly from few.
 */
export function codeBeliefs({ forms, roster, seen, clear, digits, settings }: {
  readonly forms: readonly string[]
  readonly roster: readonly string[] | null
  /** Codes that some page's ink speaks for. */
  readonly seen: Iterable<string>
  readonly clear: readonly ClearCode[]
  readonly digits: number
  readonly settings: CodeSettings
}): CodeBeliefs {
  const listed = new Set(roster ?? [])
  const codes = [...new Set([...listed, ...seen])].sort()
  const order = new Map([...listed].sort().map((code, rank) => [code, rank]))
  const ranks = Float64Array.from(codes, (code) => (roster ? order.get(code) ?? NaN : Number(code)))
  const perCode = roster ? settings.offList / settings.offListSpace : 10 ** -digits
  const priors = new Map(forms.map((form) => {
    const habit = digitHabit(clear.filter((page) => page.form === form), roster ? 1 : digits)
    const weights = codes.map((code) => (listed.has(code) || !roster ? habit(code) : 1))
    const listedSum = codes.reduce((sum, code, i) => sum + (listed.has(code) ? weights[i] as number : 0), 0)
    const prior = codes.map((code, i) => (listed.has(code) ? (1 - settings.offList) * (weights[i] as number) / listedSum : perCode * (weights[i] as number)))
    return [form, Float64Array.from([...prior, roster ? settings.offList : 1])] as const
  }))
  return { codes, priors, restShare: roster ? 1 / settings.offListSpace : perCode, ranks, sorted: sortedShare(clear, roster ? order : null) }
}

/** How much likelier than chance a code's first digits are, by those seen at these places. */
function digitHabit(clear: readonly ClearCode[], places: number): (code: string) => number {
  const counts = Array.from({ length: places }, () => new Float64Array(10))
  for (const { code } of clear) counts.forEach((count, place) => { count[Number(code[place])]! += 1 })
  const ratios = counts.map((count) => count.map((n) => (10 * (n + HABIT_WEIGHT)) / (clear.length + 10 * HABIT_WEIGHT)))
  return (code) => Math.min(1000, Math.max(0.001, ratios.reduce((product, ratio, place) => product * (ratio[Number(code[place])] ?? 1), 1)))
}

/** Share of steps from one work to the next that go a few places up the list; shrunk where there are few. */
function sortedShare(clear: readonly ClearCode[], order: ReadonlyMap<string, number> | null): number {
  const works = clear.filter(({ code }, i) => code !== clear[i - 1]?.code)
  const ranks = works.map(({ code }) => (order ? order.get(code) ?? NaN : Number(code)))
  const steps = ranks.slice(1).filter((rank, i) => rank - (ranks[i] as number) >= 1 && rank - (ranks[i] as number) <= STEP_LIMIT)
  return (0.8 * steps.length) / (works.length + 10)
}

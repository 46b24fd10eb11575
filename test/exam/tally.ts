import type { Raster } from '../../pipeline/model/raster.ts'

/** One value that an exam asked for: what is true, what was read, how sure. */
export interface Answer {
  readonly kind: string
  readonly preset: string
  readonly truth: string
  readonly said: string
  readonly confidence: number
  readonly automatic: boolean
  readonly where: string
  readonly crop?: Raster
}

export interface Marks {
  readonly asked: number
  /** The likeliest value is the true one. */
  readonly right: number
  /** Given as sure and true. */
  readonly automaticRight: number
  /** Given as sure and wrong: what must not happen. */
  readonly automaticWrong: number
  /** Left to a person. */
  readonly refused: number
}

/** Counts right, silently wrong and refused answers apart. */
export function tally(answers: readonly Answer[]): Marks {
  const count = (test: (answer: Answer) => boolean): number => answers.filter(test).length
  return {
    asked: answers.length,
    right: count(({ truth, said }) => truth === said),
    automaticRight: count(({ automatic, truth, said }) => automatic && truth === said),
    automaticWrong: count(({ automatic, truth, said }) => automatic && truth !== said),
    refused: count(({ automatic }) => !automatic),
  }
}

/** The largest share of answers that can be given by confidence alone with at most this share of them wrong. */
export function coverageAt(answers: readonly Answer[], wrongShare: number): { readonly coverage: number; readonly confidence: number } {
  const sorted = [...answers].sort((a, b) => b.confidence - a.confidence)
  let [wrong, best, confidence] = [0, 0, 1]
  sorted.forEach(({ truth, said, confidence: sure }, i) => {
    if (truth !== said) wrong++
    if (wrong <= wrongShare * (i + 1)) { best = i + 1; confidence = sure }
  })
  return { coverage: best / Math.max(1, answers.length), confidence }
}

/** `3 as 8: 4, …`: which values were taken for which, most often first. */
export function confusions(answers: readonly Answer[]): string {
  const pairs = new Map<string, number>()
  for (const { truth, said } of answers) if (truth !== said) pairs.set(`${truth || 'empty'} as ${said || 'empty'}`, (pairs.get(`${truth || 'empty'} as ${said || 'empty'}`) ?? 0) + 1)
  return [...pairs].sort((a, b) => b[1] - a[1]).map(([pair, times]) => `${pair}: ${times}`).join(', ')
}

export const summary = (answers: readonly Answer[]): string => {
  const { asked, right, automaticRight, automaticWrong, refused } = tally(answers)
  const percent = (n: number): string => `${((100 * n) / Math.max(1, asked)).toFixed(2)} %`
  const { coverage, confidence } = coverageAt(answers, 0.001)
  return `${asked} asked, right ${percent(right)}, automatic ${percent(automaticRight + automaticWrong)} of which wrong ${automaticWrong}, refused ${refused}; coverage at 0.1 % wrong ${percent(coverage * asked)} (from ${confidence.toFixed(5)})`
}

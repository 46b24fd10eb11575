/** A test that may be looked at after every work: evidence against "the mean is at most `nullMean`" for values in [0, 1]. */
export interface EvidenceProcess {
  /** Takes the next value, returns the evidence so far. */
  push(value: number): number
}

/** The bet on the next value, from what was seen before it and from m, the mean of what is left if the null holds. */
export type Bet = (seen: { readonly count: number; readonly mean: number; readonly variance: number; readonly nullMean: number }) => number

/**
 * Betting on a mean without replacement: E = Π (1 + λ·(y − m)), m = (N·μ₀ − Σy) / (N − t + 1). Under the null it exceeds 1/α with
 * probability at most α however often one looks. Values that the null makes impossible give infinite evidence. Waudby-Smith and Ramdas (2024).
 * `population` Infinity: with replacement.
 */
export function createEvidence(input: { readonly population: number; readonly nullMean: number; readonly bet?: Bet }): EvidenceProcess {
  const bet = input.bet ?? cautiousBet
  // Before anything is seen: mean 1/2, variance 1/16, as of works that mostly come out neither way.
  let [count, sum, squares, evidence] = [0, 0, 1 / 16, 1]
  return {
    push(value) {
      const left = input.population - count
      const m = Number.isFinite(input.population) ? (input.population * input.nullMean - sum) / left : input.nullMean
      if (m < -1e-12 || (Math.abs(m) <= 1e-12 && value > 0)) evidence = Infinity
      else if (m > 1e-12 && m < 1 && evidence < Infinity) {
        const lambda = bet({ count, mean: (0.5 + sum) / (count + 1), variance: squares / (count + 1), nullMean: m })
        evidence *= 1 + lambda * (value - m)
      }
      count++
      sum += value
      squares += (value - (0.5 + sum) / (count + 1)) ** 2
      return evidence
    },
  }
}

/** aGRAPA: the bet that would grow evidence fastest if the future were like the past, never more than 0.9 of what one has. */
export const cautiousBet: Bet = ({ mean, variance, nullMean }) => {
  const edge = mean - nullMean
  return Math.min(Math.max(0, edge / (variance + edge * edge)), 0.9 / nullMean)
}

/** How a rechecked work came out: overstated by the threshold or a higher mark, understated alike, or neither. */
export type WorkSign = 1 | 0 | -1

/** Where the recheck of a school stands. `flag`: signs of overstatement; `settled`: large overstatement excluded. */
export type EscalationState = 'flag' | 'settled' | 'go-on'

/** The thresholds of net overstatement (share overstated − share understated) and the evidence asked for. */
export interface EscalationRule { readonly flagAbove: number; readonly settledBelow: number; readonly evidence: number }
export const DEFAULT_ESCALATION_RULE: EscalationRule = { flagAbove: 0.05, settledBelow: 0.2, evidence: 20 }

/**
 * After each work in the order drawn: is there enough evidence that net overstatement is above 5 % (flag), or below 20 % (settled)? Otherwise
 * go on, to the full recheck if need be. Stops at the first answer; `after` counts the works looked at.
 */
export function decideEscalation(input: { readonly population: number; readonly signs: readonly WorkSign[]; readonly rule?: EscalationRule }): {
  readonly state: EscalationState; readonly after: number; readonly flagEvidence: number; readonly settledEvidence: number
} {
  const rule = input.rule ?? DEFAULT_ESCALATION_RULE
  const overstated = createEvidence({ population: input.population, nullMean: (1 + rule.flagAbove) / 2 })
  const harmless = createEvidence({ population: input.population, nullMean: (1 - rule.settledBelow) / 2 })
  let [flagEvidence, settledEvidence, after] = [1, 1, 0]
  for (const sign of input.signs) {
    flagEvidence = overstated.push((1 + sign) / 2)
    settledEvidence = harmless.push((1 - sign) / 2)
    after++
    if (flagEvidence >= rule.evidence) return { state: 'flag', after, flagEvidence, settledEvidence }
    if (settledEvidence >= rule.evidence) return { state: 'settled', after, flagEvidence, settledEvidence }
  }
  return { state: 'go-on', after, flagEvidence, settledEvidence }
}

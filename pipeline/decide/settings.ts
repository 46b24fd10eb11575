/** Everything that a decision may be tuned by. Rates are prior beliefs about people and readers, not measurements of one school. */
export interface DecisionSettings {
  readonly scores: ScoreSettings
  readonly codes: CodeSettings
  readonly variants: { readonly threshold: number }
}

export interface ScoreSettings {
  /** Least posterior of a value that may be used without a person. */
  readonly threshold: number
  /** How often a reader that is sure of a symbol is wrong all the same. */
  readonly inkFloor: number
  /** A value that the ink alone speaks for this clearly is never overruled silently. */
  readonly clearInk: number
  /** From this P(ink is no known symbol) on, a value may be proposed but not used. */
  readonly otherLimit: number
  /** How often a teacher writes another score into the box than into the table. */
  readonly copyingError: number
  /** How often one of the two is left empty. */
  readonly copyLeftEmpty: number
  /** How often the written total is not the sum. */
  readonly sumError: number
  /** How often the total is left empty. */
  readonly totalLeftEmpty: number
  /** How often the mark does not follow from the written total. */
  readonly markError: number
  readonly markLeftEmpty: number
  /** How often a score above the maximum is written. */
  readonly overMaximum: number
  /** Likelihood of a value that the results form contradicts, against one it agrees with: a weak witness. */
  readonly resultsFormDoubt: number
}

export interface CodeSettings {
  readonly threshold: number
  /** How often a reader that is sure of a digit is wrong all the same. */
  readonly digitFloor: number
  /** How much each further page of a work counts: 1 as a witness of its own, 0 not at all. One hand repeats its own oddities. */
  readonly furtherPage: number
  /** P(a page's code is not on the list). */
  readonly offList: number
  /** Codes off the list are as a rule near to it: as if there were only this many. */
  readonly offListSpace: number
  /** P(the next page goes on with the same work) when its number is the next, and when numbers are left out. */
  readonly goOn: number
  readonly goOnAfterGap: number
  /** P(a new run of pages belongs to the same code as the run before). */
  readonly returnToSame: number
  /** P(one place of one work is claimed by two pages), for each claim. */
  readonly duplicate: number
  /** A page's own ink must give the decided code at least this share, else the code is only carried to it by its neighbours. */
  readonly ownShare: number
  /** Another code that the page's own ink gives at least this share makes the page disagree with its work. */
  readonly clearInk: number
}

export const DEFAULT_DECISION_SETTINGS: DecisionSettings = {
  scores: {
    threshold: 0.995, inkFloor: 2e-4, clearInk: 0.9, otherLimit: 0.5,
    copyingError: 0.004, copyLeftEmpty: 0.03, sumError: 0.03, totalLeftEmpty: 0.03, markError: 0.01, markLeftEmpty: 0.05,
    overMaximum: 0.002, resultsFormDoubt: 0.25,
  },
  codes: {
    threshold: 0.998, digitFloor: 3e-4, furtherPage: 0.5, offList: 0.02, offListSpace: 2000,
    goOn: 0.97, goOnAfterGap: 0.8, returnToSame: 0.05, duplicate: 0.02, ownShare: 0.2, clearInk: 0.9,
  },
  variants: { threshold: 0.99 },
}

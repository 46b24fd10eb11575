import type { PaperBreach } from '../../../api/school.ts'
import type { TextKey } from '../text.ts'

/** What can be wrong on the paper, in words. */
export const BREACH_KINDS = {
  'box-empty': 'breachBoxEmpty', 'total-empty': 'breachTotalEmpty', 'boxes-differ': 'breachBoxesDiffer', 'sum-differs': 'breachSumDiffers', 'mark-differs': 'breachMarkDiffers',
  'score-excel': 'breachScoreExcel', 'total-excel': 'breachTotalExcel', 'not-in-excel': 'breachNotInExcel',
} as const satisfies Record<PaperBreach['kind'], TextKey>

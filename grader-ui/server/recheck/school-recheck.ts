import type { Form } from '../../../pipeline/model/form.ts'
import type { WorkComparison } from '../../../pipeline/model/verdict.ts'
import type { Db } from '../../../storage/database/database.ts'
import type { CampaignSettings } from '../../../storage/queries/campaigns.ts'
import { recheckFacts, type WorkFacts } from '../../../storage/queries/recheck-facts.ts'
import { compareFacts } from './compare-facts.ts'
import { contestedTasks } from './contested-tasks.ts'

/** How far the recheck of one work is: `needs-look` waits until the school has looked at its blind pages, `third-missing` waits for an expert who does not exist. */
export type RecheckState = 'not-anonymised' | 'needs-look' | 'not-drawn' | 'grading' | 'third-open' | 'third-missing' | 'complete'

export interface ComparedWork {
  readonly comparison: WorkComparison
  readonly state: RecheckState
  /** The tasks that a third expert settles or has settled. */
  readonly thirdTasks: readonly string[]
  /** The experts who submitted a grading of it, by id. */
  readonly expertIds: readonly string[]
}

/** The recheck of one form at one school as it stands now. */
export interface SchoolRecheck {
  readonly works: readonly ComparedWork[]
  readonly staged: number
  /** Chosen works that go to no expert, since their answers may not be shown apart: the protocol does not speak of them. */
  readonly keptBack: number
  readonly participants: number
}

/** Compares what the school gave with what the experts gave, work by work; what is not graded yet stands as missing. */
export async function schoolRecheck({ db, schoolId, form, settings }: {
  readonly db: Db; readonly schoolId: string; readonly form: Form; readonly settings: CampaignSettings
}): Promise<SchoolRecheck> {
  const { works, staged, keptBack, participants } = await recheckFacts(db, { schoolId, formId: form.id })
  return {
    staged, keptBack, participants,
    works: works.map((facts) => {
      const third = facts.gradings.find((grading) => grading.round > settings.draw.graders)
      return {
        comparison: compareFacts({ form, settings, facts }), state: stateOf({ form, settings, facts }), thirdTasks: third ? third.tasks ?? form.tasks.map((task) => task.id) : [],
        expertIds: [...new Set(facts.gradings.flatMap((grading) => grading.expertIds))],
      }
    }),
  }
}

function stateOf({ form, settings, facts }: { form: Form; settings: CampaignSettings; facts: WorkFacts }): RecheckState {
  if (facts.state !== 'anonymised') return facts.blindPagesWait ? 'needs-look' : 'not-anonymised'
  if (facts.gradings.length === 0) return 'not-drawn'
  if (facts.gradings.some((one) => one.round <= settings.draw.graders && one.state === 'open')) return 'grading'
  if (facts.gradings.some((one) => one.state === 'open')) return 'third-open'
  return contestedTasks({ form, settings, gradings: facts.gradings }).length > 0 ? 'third-missing' : 'complete'
}

import type { Form } from '../../../pipeline/model/form.ts'
import type { Campaign } from '../../../storage/queries/campaigns.ts'
import { addCheck, agreedWorks, expertsToDeal, type AgreedWork, type DealtExpert } from '../../../storage/queries/checks.ts'
import type { Change } from '../change.ts'

/** Fewer works cannot hide a check. */
const FEWEST = 4

/**
 * Deals practice works, seeds and hidden repeats among the works that the experts have just been given: seeds and repeats lie at random places
 * behind what was begun, under ciphers and page ids of their own. Nobody checks a work of the own school, or one he has anyway.
 * A repeat is shown as the twins of its pages, else equal bytes would link its two ciphers: a work that lacks one is not repeated. Practice works and seeds are shown as the pages themselves: whoever gets one holds
 * that work under no other cipher, so there is nothing that they could be equal to (only if that very work goes to him later because nobody else can be found for it are they). Called when works are
 * drawn, so that a check never appears alone; `notBegun` is for dealing later: then only experts who have given no score get any. Checks show whole pages: where works are given out task by task there are none.
 */
export async function dealChecks({ change, campaign, form, only = 'all' }: {
  readonly change: Change; readonly campaign: Campaign; readonly form: Pick<Form, 'id'>; readonly only?: 'all' | 'notBegun'
}): Promise<{ readonly dealt: number; readonly experts: number }> {
  if (campaign.settings.draw.unit === 'task') return { dealt: 0, experts: 0 }
  const agreed = await agreedWorks(change.db, form.id)
  const counts: number[] = []
  for (const expert of await expertsToDeal(change.db, form.id)) {
    if (only === 'notBegun' && expert.hasBegun) continue
    counts.push(await dealTo({ change, campaign, expert, agreed: agreed.filter((work) => !expert.barred.has(work.schoolId) && !expert.holds.has(work.workId)) }))
  }
  const dealt = counts.reduce((sum, one) => sum + one, 0)
  if (dealt > 0) change.record({ type: 'checks.dealt', form: form.id, checks: dealt })
  return { dealt, experts: counts.filter((one) => one > 0).length }
}

async function dealTo({ change, campaign: { settings: { marking } }, expert, agreed }: {
  readonly change: Change; readonly campaign: Campaign; readonly expert: DealtExpert; readonly agreed: readonly AgreedWork[]
}): Promise<number> {
  const add = (kind: 'practice' | 'seed' | 'repeat', workId: string, place: number, ofAssignment: string | null = null): Promise<void> =>
    addCheck(change.db, { id: change.newId(), kind, workId, expertId: expert.id, cipher: change.newCipher(), place, ofAssignment, at: change.at, newId: () => change.newId() })
  let dealt = 0
  if (!expert.hasBegun) {
    for (const [index, work] of agreed.filter(({ purpose }) => purpose === 'practice').entries()) {
      await add('practice', work.workId, index)
      dealt++
    }
  }
  if (expert.tail.length < FEWEST) return dealt
  const share = (percent: number): number => (percent === 0 ? 0 : Math.max(1, Math.round((expert.real * percent) / 100)))
  const seeds = shuffled(agreed.filter(({ purpose }) => purpose === 'seed'), change).slice(0, Math.max(0, share(marking.seedPercent) - expert.seeds))
  for (const work of seeds) {
    await add('seed', work.workId, pick(expert.tail.slice(1), change).place)
    dealt++
  }
  // The first half comes again in the second: far enough for the scores to be forgotten.
  const half = Math.floor(expert.tail.length / 2)
  const repeated = shuffled(expert.tail.slice(0, half).filter((one) => one.comesAgain), change).slice(0, Math.max(0, share(marking.repeatPercent) - expert.repeats))
  for (const original of repeated) {
    await add('repeat', original.workId, pick(expert.tail.slice(half + Math.floor(half / 2)), change).place, original.assignmentId)
    dealt++
  }
  return dealt
}

/** An order that fresh random names give. */
const shuffled = <T>(items: readonly T[], change: Change): readonly T[] =>
  items.map((item) => [change.newId(), item] as const).sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item)
const pick = <T>(items: readonly T[], change: Change): T => shuffled(items, change)[0]!

import { showsRepeats, type Campaign } from '../../../storage/queries/campaigns.ts'
import { pagesWithoutTwins } from '../../../storage/queries/page-twins.ts'
import type { Change } from '../change.ts'

/** Where works come to be repeated, asks for the twins of the pages that are blind already; of the others they are made with the page. `former`: the campaign as it was, locked. */
export async function askForTwins({ change, former, settings }: { readonly change: Change; readonly former: Campaign; readonly settings: Campaign['settings'] }): Promise<void> {
  if (showsRepeats(former.settings) || !showsRepeats(settings)) return
  for (const workId of (await pagesWithoutTwins(change.db, { campaignId: former.id })).keys()) await change.addTask('twin-work', workId)
}

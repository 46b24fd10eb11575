import { readConfig, type Config } from '../../storage/config.ts'
import type { Db } from '../../storage/database/database.ts'
import { openDatabase } from '../../storage/database/open-database.ts'
import { currentCampaign, type Campaign } from '../../storage/queries/campaigns.ts'
import { refuseToStart } from './serve.ts'

/** Runs a command's steps on the installation's database and closes it after them; what cannot be opened is said, with exit code 2. */
export async function withDatabase(steps: (db: Db, config: Config) => Promise<void>): Promise<void> {
  const config = readConfig(process.env)
  if (!config.ok) return refuseToStart(config.reason)
  const opened = await openDatabase(config.value)
  if (!opened.ok) return refuseToStart([opened.reason.message])
  try {
    await steps(opened.value.db, config.value)
  } finally {
    await opened.value.close()
  }
}

/** The same for commands about the recheck that the installation runs; without one that is said, with exit code 2. */
export const withCampaign = (steps: (opened: { readonly db: Db; readonly config: Config; readonly campaign: Campaign }) => Promise<void>): Promise<void> => withDatabase(async (db, config) => {
  const campaign = await currentCampaign(db)
  if (!campaign) return refuseToStart(['Перепроверки ещё нет.'])
  await steps({ db, config, campaign })
})

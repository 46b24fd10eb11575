import { readAsExpert, type Blind } from '../../../storage/blind/as-expert.ts'
import type { Account } from '../../../storage/queries/accounts.ts'
import type { Services } from '../services.ts'

/** Reads with the eyes of one expert, in a transaction of its own. */
export function withExpertsEyes<T>({ database }: Pick<Services, 'database'>, account: Account, steps: (blind: Blind) => Promise<T>): Promise<T> {
  return readAsExpert(database, account.id, steps)
}

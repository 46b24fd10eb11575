import type { Account } from '../../../../storage/queries/accounts.ts'

/** Has this person a password, an own one, or a closed login? */
export function signInState(account: Account): 'never' | 'issued' | 'own' | 'closed' {
  if (account.closed) return 'closed'
  if (!account.hasPassword) return 'never'
  return account.firstSteps?.includes('password') ? 'issued' : 'own'
}

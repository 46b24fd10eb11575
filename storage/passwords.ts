import { hash, verify } from '@node-rs/argon2'
import type { Db } from './database/database.ts'
import { findAccount, findLogin, type Account } from './queries/accounts.ts'

// OWASP's least for Argon2id: 19 MiB, two passes, one lane. A login takes about 20 ms.
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** The Argon2id hash of a password, in PHC form with its own salt and cost. Equal passwords give different hashes. */
export const hashPassword = (password: string): Promise<string> => hash(password.normalize('NFKC'), COST)

/**
 * The account that this login and password open; null when there is none such or the password is another one. Which of the two it
 * was cannot be told from the time the answer takes.
 */
export async function checkPassword(db: Db, { login, password }: { readonly login: string; readonly password: string }): Promise<Account | null> {
  const found = await findLogin(db, login)
  // An account that was given no password yet, or was closed, opens to nobody.
  const open = found && !found.closed && found.passwordHash !== ''
  const right = await verify(open ? found.passwordHash : await hashOfNobody(), password.normalize('NFKC'))
  return open && right ? findAccount(db, found.id) : null
}

let nobody: Promise<string> | undefined
const hashOfNobody = (): Promise<string> => nobody ??= hashPassword('nobody has this password')

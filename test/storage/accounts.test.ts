import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../storage/database/database.ts'
import { checkPassword, hashPassword } from '../../storage/passwords.ts'
import { addAccount, findAccount, findLogin, type Account } from '../../storage/queries/accounts.ts'
import { closeAccount } from '../../storage/queries/setup.ts'
import { openMemoryDatabase } from '../harness/memory-database.ts'

describe('accounts', () => {
  let database: Database
  beforeAll(async () => { database = await openMemoryDatabase() })
  afterAll(() => database.close())

  const expert: Account = {
    id: 'expert-1', login: 'Ivanova', role: 'expert', name: 'Иванова А. П.', schoolId: null, subjects: ['Физика'], years: 7, cap: 20, otherSchools: ['school-2'], conflicts: ['expert-2'],
    qualification: 'учитель', firstSteps: ['conflicts'], closed: false, hasPassword: true,
  }

  test('come back as they were added, and a login is one whatever its case', async () => {
    await addAccount(database.db, { ...expert, passwordHash: await hashPassword('пароль') })
    expect(await findAccount(database.db, 'expert-1')).toEqual({ ...expert, login: 'ivanova' })
    expect((await findLogin(database.db, ' IVANOVA '))?.id).toBe('expert-1')
    await expect(addAccount(database.db, { ...expert, id: 'expert-9', login: 'IVANOVA', passwordHash: '-' })).rejects.toThrow(/account_login_key/)
  })

  test('open with their own password only, and never hand out its hash', async () => {
    const account = await checkPassword(database.db, { login: 'ivanova', password: 'пароль' })
    expect(account).toEqual({ ...expert, login: 'ivanova' })
    expect(await checkPassword(database.db, { login: 'ivanova', password: 'Пароль' })).toBeNull()
    expect(await checkPassword(database.db, { login: 'nobody', password: 'nobody has this password' })).toBeNull()
  })

  test('open to nobody before a password is given out, and after they are closed', async () => {
    await addAccount(database.db, { ...expert, id: 'expert-3', login: 'new', passwordHash: '' })
    expect(await checkPassword(database.db, { login: 'new', password: '' })).toBeNull()
    expect(await checkPassword(database.db, { login: 'new', password: 'nobody has this password' })).toBeNull()
    await closeAccount(database.db, { accountId: 'expert-1', at: new Date() })
    expect(await checkPassword(database.db, { login: 'ivanova', password: 'пароль' })).toBeNull()
    await closeAccount(database.db, { accountId: 'expert-1', at: null })
    expect(await checkPassword(database.db, { login: 'ivanova', password: 'пароль' })).not.toBeNull()
  })

  test('a hash has its own salt and the agreed cost', async () => {
    const [one, other] = await Promise.all([hashPassword('same'), hashPassword('same')])
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(one).not.toBe(other)
  })
})

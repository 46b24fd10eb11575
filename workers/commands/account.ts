import { randomBytes } from 'node:crypto'
import type { Command } from 'commander'
import { makeLogin, makePassword } from '../../pipeline/setup/make-login.ts'
import { isLogin } from '../../pipeline/setup/read-schools-table.ts'
import { appendAudit } from '../../storage/audit-log.ts'
import type { Db } from '../../storage/database/database.ts'
import { newId } from '../../storage/new-id.ts'
import { hashPassword } from '../../storage/passwords.ts'
import { addAccount, findLogin } from '../../storage/queries/accounts.ts'
import { closeAccount, setPassword, takenLogins } from '../../storage/queries/setup.ts'
import { refuseToStart } from './serve.ts'
import { withDatabase } from './with-database.ts'

/** `sverka account`: the municipal coordinator's login, which nobody can make in the browser. */
export function registerAccount(program: Command): void {
  const account = program.command('account').description('вход муниципального координатора: завести первый, заменить забытый пароль')
  account.command('add').description('завести вход муниципального координатора; первый пароль печатается один раз')
    .requiredOption('--name <ФИО>', 'фамилия, имя, отчество')
    .option('--login <логин>', 'латинские буквы, цифры, точка или дефис; без него — из фамилии')
    .addHelpText('after', AFTER)
    .action(({ name, login }: { name: string; login?: string }) => withDatabase((db) => add(db, name, login?.trim().toLowerCase() ?? '')))
  account.command('password').description('выдать новый первый пароль любому входу и открыть его; прежний пароль и сеансы прекращаются')
    .argument('<логин>')
    .addHelpText('after', AFTER)
    .action((login: string) => withDatabase((db) => reset(db, login)))
}

const AFTER = `
Все остальные входы муниципальный координатор заводит в браузере. Со встроенной базой остановите сервер на время команды: база
служит одной программе. Коды завершения: 0 – готово, 2 – не выполнено.`

async function add(db: Db, name: string, wanted: string): Promise<void> {
  if (name.trim() === '' || !isLogin(wanted)) return refuseToStart(['Нужны имя и логин из латинских букв, цифр, точки или дефиса, от 3 до 40 знаков.'])
  const taken = await takenLogins(db)
  if (taken.has(wanted)) return refuseToStart([`Логин «${wanted}» уже занят. Новый пароль для него: sverka account password ${wanted}`])
  const login = wanted === '' ? makeLogin(name, taken) : wanted
  const password = makePassword(randomBytes(48))
  const [id, passwordHash] = [newId(), await hashPassword(password)]
  await db.transaction().execute(async (trx) => {
    await addAccount(trx, { id, login, role: 'municipality', name: name.trim(), schoolId: null, subjects: [], years: 0, cap: null, otherSchools: [], conflicts: [], firstSteps: ['password'], passwordHash })
    await appendAudit(trx, { type: 'account.added', actor: 'system', account: id, at: new Date() })
  })
  tell(login, password)
}

async function reset(db: Db, login: string): Promise<void> {
  const found = await findLogin(db, login)
  if (!found) return refuseToStart([`Входа с логином «${login}» нет.`])
  const password = makePassword(randomBytes(48))
  const passwordHash = await hashPassword(password)
  await db.transaction().execute(async (trx) => {
    await setPassword(trx, { accountId: found.id, passwordHash, firstSteps: [...new Set([...found.firstSteps ?? [], 'password' as const])] })
    await closeAccount(trx, { accountId: found.id, at: null })
    await appendAudit(trx, { type: 'password.reset', actor: 'system', account: found.id, at: new Date() })
  })
  tell(found.login, password)
}

const tell = (login: string, password: string): void => {
  console.log(`Логин: ${login}\nПервый пароль: ${password}\nПри первом входе программа попросит выбрать собственный.`)
}

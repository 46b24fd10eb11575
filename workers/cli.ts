import { Command } from 'commander'
import { registerAnonymise } from './commands/anonymise.ts'
import { registerDemo } from './commands/demo.ts'
import { registerDraw } from './commands/draw.ts'
import { registerForm } from './commands/form.ts'
import { registerProtocol } from './commands/protocol.ts'
import { registerRead } from './commands/read.ts'
import { registerReconcile } from './commands/reconcile.ts'
import { registerServe } from './commands/serve.ts'
import { registerSign } from './commands/sign.ts'
import { registerVerify } from './commands/verify.ts'
import { registerWorker } from './commands/worker.ts'

/** Exit code when the command could not run: bad arguments, unreadable form. 1 means done, but something needs a person. */
const COULD_NOT_RUN = 2

const program = new Command('sverka')
  .description('Перепроверка всероссийских проверочных работ: от сканов до подписанного протокола')
  .helpCommand(false)
  .showHelpAfterError('Справка: sverka --help')
  .exitOverride((error) => { process.exit(error.exitCode === 0 ? 0 : COULD_NOT_RUN) })

for (const register of [registerForm, registerRead, registerAnonymise, registerDraw, registerReconcile, registerProtocol, registerSign, registerVerify, registerServe, registerWorker, registerDemo]) {
  register(program)
}

try {
  await program.parseAsync()
} catch (error) {
  console.error(error instanceof Error ? `Ошибка программы: ${error.stack ?? error.message}` : error)
  process.exitCode = COULD_NOT_RUN
}

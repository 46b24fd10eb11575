import { Command } from 'commander'

/** Exit code when the command could not run: bad arguments, unreadable form. 1 means done, but something needs a person. */
const COULD_NOT_RUN = 2

type Register = (program: Command) => void

/** A command's libraries are loaded only when it is asked for; in the order of `--help`, which is a page's way. */
const COMMANDS: Readonly<Record<string, () => Promise<Register>>> = {
  form: async () => (await import('./commands/form.ts')).registerForm,
  read: async () => (await import('./commands/read.ts')).registerRead,
  anonymise: async () => (await import('./commands/anonymise.ts')).registerAnonymise,
  sample: async () => (await import('./commands/sample.ts')).registerSample,
  draw: async () => (await import('./commands/draw.ts')).registerDraw,
  reconcile: async () => (await import('./commands/reconcile.ts')).registerReconcile,
  protocol: async () => (await import('./commands/protocol.ts')).registerProtocol,
  sign: async () => (await import('./commands/sign.ts')).registerSign,
  verify: async () => (await import('./commands/verify.ts')).registerVerify,
  account: async () => (await import('./commands/account.ts')).registerAccount,
  evidence: async () => (await import('./commands/evidence.ts')).registerEvidence,
  erase: async () => (await import('./commands/erase.ts')).registerErase,
  serve: async () => (await import('./commands/serve.ts')).registerServe,
  worker: async () => (await import('./commands/worker.ts')).registerWorker,
  watch: async () => (await import('./commands/watch.ts')).registerWatch,
  demo: async () => (await import('./commands/demo.ts')).registerDemo,
}

const program = new Command('sverka')
  .description('Перепроверка всероссийских проверочных работ: от сканов до подписанного протокола')
  .helpCommand(false)
  .showHelpAfterError('Справка: sverka --help')
  .exitOverride((error) => { process.exit(error.exitCode === 0 ? 0 : COULD_NOT_RUN) })

const asked = COMMANDS[process.argv[2] ?? '']
for (const load of asked ? [asked] : Object.values(COMMANDS)) (await load())(program)

try {
  await program.parseAsync()
} catch (error) {
  console.error(error instanceof Error ? `Ошибка программы: ${error.stack ?? error.message}` : error)
  process.exitCode = COULD_NOT_RUN
}

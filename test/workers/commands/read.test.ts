import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { READING_REASONS } from '../../../pipeline/model/page-reading.ts'
import { registerRead } from '../../../workers/commands/read.ts'

const FORM = fileURLToPath(new URL('../../../fixtures/forms/physics-7-2023.json', import.meta.url))
let folder = ''
const at = (name: string): string => join(folder, name)
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sverka-read-'))
  await writeFile(at('scan.pdf'), '%PDF-1.4\n')
  await writeFile(at('form.json'), '{ "id": }')
  await writeFile(at('words.txt'), 'раз\nдва\n')
})
afterAll(() => rm(folder, { recursive: true }))
afterEach(() => { process.exitCode = undefined })

/** Runs the command in this process; what it writes for people is the answer. */
async function run(...args: string[]): Promise<{ code: unknown; words: string }> {
  const written: string[] = []
  const onError = vi.spyOn(console, 'error').mockImplementation((text: string) => { written.push(text) })
  try {
    const program = new Command('sverka')
    registerRead(program)
    await program.parseAsync(['node', 'sverka', 'read', ...args])
    return { code: process.exitCode, words: written.join('\n') }
  } finally {
    onError.mockRestore()
  }
}

test('help names every reason code', () => {
  let help = ''
  const program = new Command('sverka').configureOutput({ writeOut: (text) => { help += text } })
  registerRead(program)
  program.commands[0]?.outputHelp()
  for (const reason of Object.keys(READING_REASONS)) expect(help).toContain(`  ${reason} `)
})

test('what cannot be used is said all at once, and the command does not run', async () => {
  const { code, words } = await run(at('scan.pdf'), at('none.pdf'), '--form', at('form.json'), '--roster', at('words.txt'))
  expect(code).toBe(2)
  for (const part of ['не JSON', 'В файле нет ни одного кода участника', `Нет такого файла или папки: ${at('none.pdf')}`]) expect(words).toContain(part)
})

test('a command without scans does not run; scans behind --form are scans', async () => {
  expect((await run('--form', FORM)).words).toContain('Не указано ни одного скана')
  expect((await run('--form', FORM, at('none.pdf'))).words).toBe(`Нет такого файла или папки: ${at('none.pdf')}`)
})

test('one form given twice is said', async () => {
  expect(await run(at('scan.pdf'), '--form', FORM, FORM)).toMatchObject({ code: 2, words: expect.stringContaining('указана дважды') as unknown })
})

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { registerSign } from '../../workers/commands/sign.ts'
import { registerVerify } from '../../workers/commands/verify.ts'
import { openDemoSigner, smallPdf } from '../pipeline/protocol/signers.ts'

const folder = await mkdtemp(join(tmpdir(), 'sign-commands-'))
const path = (name: string): string => join(folder, name)
let out: string[] = []
let people: string[] = []

/** Runs a command as the command line does; its exit code. */
async function sverka(...words: readonly string[]): Promise<number> {
  const program = new Command('sverka')
  registerSign(program)
  registerVerify(program)
  process.exitCode = 0
  await program.parseAsync([...words], { from: 'user' })
  return Number(process.exitCode)
}

beforeAll(async () => {
  const yesterday = new Date(Date.now() - 86_400_000)
  const chair = await openDemoSigner({ commonName: 'Иванова Мария', from: yesterday, key: 'ec' })
  await Promise.all([
    writeFile(path('plain.pdf'), await smallPdf()), writeFile(path('key.p12'), chair.p12), writeFile(path('ca.pem'), chair.caPem),
    writeFile(path('password'), 'пароль\r\n'), writeFile(path('wrong'), 'gfhjkm'), writeFile(path('text.txt'), 'это не PDF'),
  ])
})
beforeEach(() => {
  out = []
  people = []
  vi.spyOn(console, 'log').mockImplementation((line: string) => { out.push(line) })
  vi.spyOn(console, 'error').mockImplementation((line: string) => { people.push(line) })
})
afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = 0
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const signed = ['sign', path('plain.pdf'), '--p12', path('key.p12'), '--password-file', path('password'), '-o', path('signed.pdf')] as const

describe('sverka sign and sverka verify', () => {
  test('sign a PDF and find everything right in it, one line a check', async () => {
    expect(await sverka(...signed)).toBe(0)
    expect(people[0]).toMatch(/^Подписано: Иванова Мария/)
    expect(out).toEqual([])
    expect(await sverka('verify', path('signed.pdf'), '--trust', path('ca.pem'))).toBe(0)
    expect(out.map((line) => line.split('\t'))).toEqual([
      ['верно', 'Signature1, Иванова Мария, Утверждаю', 'подпись охватывает весь файл'],
      ['верно', 'Signature1, Иванова Мария, Утверждаю', 'содержание не изменено'],
      ['верно', 'Signature1, Иванова Мария, Утверждаю', 'подпись сделана ключом этого сертификата'],
      ['верно', 'Signature1, Иванова Мария, Утверждаю', 'сертификат назван в подписи'],
      ['верно', 'Signature1, Иванова Мария, Утверждаю', expect.stringMatching(/выдан доверенным центром/)],
    ])
  })
  test('end with 1 when the signature is not trusted, there is none, or the file was changed', async () => {
    await sverka(...signed)
    expect(await sverka('verify', path('signed.pdf'))).toBe(1)
    expect(await sverka('verify', path('plain.pdf'))).toBe(1)
    expect(out.at(-1)).toBe('неверно\tPDF\tв файле нет ни одной подписи')
    const changed = await readFile(path('signed.pdf'))
    changed[60]! ^= 1
    await writeFile(path('changed.pdf'), changed)
    expect(await sverka('verify', path('changed.pdf'), '--trust', path('ca.pem'))).toBe(1)
  })
  test('end with 2 and say what to do when they cannot run', async () => {
    expect(await sverka(...signed.slice(0, 5), path('wrong'), ...signed.slice(6))).toBe(2)
    expect(people).toEqual(['key.p12: Пароль не подходит к файлу ключа. Проверьте раскладку и регистр.'])
    expect(await sverka('sign', path('text.txt'), ...signed.slice(2))).toBe(2)
    expect(await sverka('sign', path('none.pdf'), ...signed.slice(2))).toBe(2)
    expect(await sverka('verify', path('none.pdf'))).toBe(2)
    expect(await sverka('verify', path('text.txt'))).toBe(2)
    expect(await sverka('verify', path('signed.pdf'), '--trust', path('text.txt'))).toBe(2)
    expect(people.slice(1)).toEqual([
      'text.txt: Файл не является PDF или повреждён.', 'Файл «none.pdf» не открывается: проверьте имя и папку.', 'Файл «none.pdf» не открывается: проверьте имя и папку.',
      'text.txt: это не PDF и не ZIP. Укажите файл подписи: --signature F.sig', 'text.txt: нет ни одного сертификата (PEM или DER).',
    ])
  })
})

import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Command } from 'commander'
import { readCertificates } from '../../pipeline/protocol/signature/certificate-facts.ts'
import { verifyBundle, verifyDetached, verifyPdf, type VerifiedLine } from '../verify-file.ts'

const NEEDS_A_PERSON = 1
const COULD_NOT_RUN = 2
const WORDS = { yes: 'верно', no: 'неверно', unknown: 'неизвестно' } as const

interface Options { readonly signature?: string; readonly trust?: string; readonly logKey?: string }

/** `sverka verify`: what a third party checks, one line a check. */
export function registerVerify(program: Command): void {
  program.command('verify')
    .description('Проверить подписи внутри PDF или в отдельном файле, пакет доказательств (ZIP); одна строка на проверку')
    .argument('<FILE>', 'подписанный PDF; любой файл с отсоединённой подписью; пакет доказательств')
    .option('--signature <F.sig>', 'отсоединённая подпись этого файла (RSA, EC или ГОСТ)')
    .option('--trust <CA.pem>', 'сертификаты центров, которым вы доверяете; без них ни одна подпись не будет доверенной')
    .option('--log-key <KEY.txt>', 'открытые ключи журнала, как они опубликованы на открытой странице: строка на ключ')
    .addHelpText('after', `
В каждой строке через табуляцию: верно, неверно или неизвестно; что проверялось; что найдено.
В пакете доказательств проверяются опись, журнал действий, контрольные точки (и те, что стоят в протоколах), жеребьёвки (проводятся заново) и протоколы.
Ключ, лежащий в пакете, сам по себе ничего не доказывает: сверьте его с опубликованным или передайте тот ключом --log-key.
Подпись по ГОСТ проверяет программа openssl с движком gost (пакеты openssl и libengine-gost-openssl). Отозван ли сертификат, не проверяется.
Коды завершения: 0 – всё верно; 1 – есть строки «неверно» или «неизвестно»; 2 – файл не открывается.`)
    .action(verifyCommand)
}

async function verifyCommand(path: string, options: Options): Promise<void> {
  const file = await open(path)
  const signature = options.signature === undefined ? undefined : await open(options.signature)
  const trust = options.trust === undefined ? undefined : await open(options.trust)
  const logKey = options.logKey === undefined ? undefined : await open(options.logKey)
  if (file === null || signature === null || trust === null || logKey === null) return
  const trusted = trust ? readCertificates(trust) : []
  if (trust && trusted.length === 0) { fail(`${basename(options.trust ?? '')}: нет ни одного сертификата (PEM или DER).`); return }
  const at = new Date()
  if (signature) return print(await verifyDetached({ content: file, signature, trusted, at }))
  if (isPdf(file)) return print(await verifyPdf(file, { trusted, at }))
  if (isZip(file)) return print(await verifyBundle(file, { trusted, at, publishedKeys: logKey ? linesOf(logKey) : null }))
  fail(`${basename(path)}: это не PDF и не ZIP. Укажите файл подписи: --signature F.sig`)
}

function print(lines: readonly VerifiedLine[]): void {
  for (const { passed, subject, message } of lines) console.log(`${WORDS[passed]}\t${subject}\t${message}`)
  if (lines.some((line) => line.passed !== 'yes')) process.exitCode = NEEDS_A_PERSON
}

const linesOf = (bytes: Uint8Array): readonly string[] => Buffer.from(bytes).toString('utf8').split('\n').map((line) => line.trim()).filter((line) => line !== '')

/** The header of a PDF may stand anywhere in its first kilobyte. */
const isPdf = (bytes: Uint8Array): boolean => Buffer.from(bytes.subarray(0, 1024)).includes('%PDF-')

const isZip = (bytes: Uint8Array): boolean => Buffer.from(bytes.subarray(0, 4)).equals(Buffer.from([0x50, 0x4b, 3, 4]))

const open = (path: string): Promise<Uint8Array | null> => readFile(path).catch(() => fail(`Файл «${basename(path)}» не открывается: проверьте имя и папку.`))

function fail(message: string): null {
  console.error(message)
  process.exitCode = COULD_NOT_RUN
  return null
}

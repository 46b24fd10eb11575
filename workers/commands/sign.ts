import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Command } from 'commander'
import { CHAIR_PLACE } from '../../pipeline/protocol/document/recheck-protocol.ts'
import { certificateFacts } from '../../pipeline/protocol/signature/certificate-facts.ts'
import { openP12, P12_REASONS } from '../../pipeline/protocol/signature/open-p12.ts'
import { signPdf, SIGN_REASONS } from '../../pipeline/protocol/sign-pdf.ts'
import { loadFonts } from '../fonts.ts'
import { askTimeStamp } from '../time-stamp-authority.ts'

const COULD_NOT_RUN = 2

interface Options {
  readonly p12: string; readonly passwordFile: string; readonly tsa?: string; readonly output: string; readonly reason: string; readonly place: string
}

/** `sverka sign`: a PDF with one more signature. */
export function registerSign(program: Command): void {
  program.command('sign')
    .description('Подписать PDF электронной подписью (PAdES B-B) ключом из файла PKCS #12')
    .argument('<IN.pdf>', 'что подписать; прежние подписи остаются действительными')
    .requiredOption('--p12 <KEY.p12>', 'файл с закрытым ключом RSA или EC и сертификатом')
    .requiredOption('--password-file <F>', 'файл, в котором записан пароль ключа (первая строка)')
    .requiredOption('-o, --output <OUT.pdf>', 'куда записать подписанный PDF')
    .option('--tsa <URL>', 'служба времени (RFC 3161): подпись получит отметку времени (PAdES B-T)')
    .option('--reason <текст>', 'с какой целью подписано', 'Утверждаю')
    .option('--place <имя>', 'где показать подпись в протоколе: signature-chair, signature-member-1, …; в других документах подпись не видна', CHAIR_PLACE)
    .addHelpText('after', `
Подпись по ГОСТ ставится в средстве электронной подписи (например, КриптоПро); проверить её можно командой sverka verify.
Коды завершения: 0 – подписано; 2 – подписать нельзя, причина названа.`)
    .action(signCommand)
}

async function signCommand(input: string, options: Options): Promise<void> {
  const [pdf, p12, password] = await Promise.all([input, options.p12, options.passwordFile].map((path) => readFile(path).catch(() => fail(`Файл «${basename(path)}» не открывается: проверьте имя и папку.`))))
  if (!pdf || !p12 || !password) return
  const signer = openP12({ bytes: p12, password: firstLine(password) })
  if (!signer.ok) { fail(`${basename(options.p12)}: ${P12_REASONS[signer.reason]}`); return }
  const { tsa } = options
  const signed = await signPdf({
    pdf, signer: signer.value, at: new Date(), reason: options.reason, place: options.place, fonts: await loadFonts(),
    ...(tsa === undefined ? {} : { timeStamp: { nonce: randomBytes(8), send: (request) => askTimeStamp({ url: tsa, request }) } }),
  })
  if (!signed.ok) { fail(`${basename(input)}: ${SIGN_REASONS[signed.reason]}`); return }
  await writeFile(options.output, signed.value)
  const { owner, issuer, to } = certificateFacts(signer.value.certificate)
  console.error(`Подписано: ${owner} (сертификат выдал ${issuer}, действует до ${to.toISOString().slice(0, 10)}). Файл: ${options.output}`)
}

const firstLine = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8').replace(/^\uFEFF/, '').split(/\r?\n/, 1)[0] ?? ''

function fail(message: string): null {
  console.error(message)
  process.exitCode = COULD_NOT_RUN
  return null
}

import { readFile, stat } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import type { Command } from 'commander'
import { foldersIn, REFUSED_FOLDER, SENT_FOLDER, sendNewFiles, type SentFile } from '../watch-folder.ts'

const LOOK_EVERY_MS = 3000

/** `sverka watch`: sends what a scanner puts into a folder. */
export function registerWatch(program: Command): void {
  program.command('watch')
    .description(`следить за папкой сканера и отправлять новые файлы на сервер; отправленное переносится в «${SENT_FOLDER}», непринятое — в «${REFUSED_FOLDER}» с причиной`)
    .argument('<папка>')
    .requiredOption('--server <адрес>', 'адрес сервера, например https://sverka.example.ru')
    .requiredOption('--key-file <файл>', 'файл с ключом со страницы «Документы»')
    .option('--once', 'отправить то, что лежит в папке, и закончить')
    .option('--with-folders', 'отправлять и то, что лежит в папках внутри неё; имена папок становятся частью имени файла')
    .addHelpText('after', '\nКод выхода: 0 — всё отправлено, 1 — что-то не принято или ждёт, 2 — команда не выполнена.')
    .action(async (folder: string, { server, keyFile, once, withFolders = false }: { server: string; keyFile: string; once?: boolean; withFolders?: boolean }) => {
      const problem = await whyNot({ folder, server, keyFile })
      if (problem !== null) {
        console.error(problem)
        process.exitCode = 2
        return
      }
      const key = String(await readFile(keyFile)).trim()
      const seen = new Map<string, { sizeBytes: number; changedAt: number }>()
      const told = new Map<string, string>()
      const tell = (file: SentFile): void => {
        if (file.status === 'refused' || file.status === 'waits') process.exitCode = 1
        // A server that is away is said once, not at every look.
        if (told.get(file.name) === file.message) return
        told.set(file.name, file.message)
        console.log(`${file.name}: ${file.message}`)
      }
      const look = (): Promise<void> => sendNewFiles({ folder, server: server.replace(/\/+$/, ''), key, seen, tell, settled: once === true, withFolders })
      const left = withFolders ? [] : await foldersIn(folder)
      if (left.length > 0) console.log(`Папки внутри не отправляются: ${left.join(', ')}. Чтобы отправлять и их, добавьте --with-folders.`)
      if (once) return look()
      let running = true
      const stop = new AbortController()
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => { running = false; stop.abort() })
      console.log(`Слежу за папкой ${folder}. Остановить: Ctrl+C`)
      while (running) {
        await look()
        await pause(LOOK_EVERY_MS, undefined, { signal: stop.signal }).catch(() => undefined)
      }
      process.exitCode = 0
    })
}

async function whyNot({ folder, server, keyFile }: { folder: string; server: string; keyFile: string }): Promise<string | null> {
  if (!(await stat(folder).catch(() => null))?.isDirectory()) return `Нет папки ${folder}. Создайте её или проверьте имя.`
  if (!URL.canParse(server) || !/^https?:/.test(server)) return `Адрес сервера «${server}» непонятен. Нужен адрес вида https://sverka.example.ru`
  const key = await readFile(keyFile, 'utf8').catch(() => null)
  return key === null || key.trim() === '' ? `В файле ${keyFile} нет ключа. Создайте ключ на странице «Документы» и сохраните его в этот файл.` : null
}

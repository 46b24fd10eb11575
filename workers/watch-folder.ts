import { createReadStream } from 'node:fs'
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, extname, join, relative, sep } from 'node:path'
import { FileUrlStorage, Upload } from 'tus-js-client'

/** Where files go that were sent, and those that the server did not take. */
export const SENT_FOLDER = 'отправлено'
export const REFUSED_FOLDER = 'не принято'
/** Remembers what was begun, so that a cut upload goes on after a restart. */
const BEGUN_FILE = '.sverka-uploads.json'
const CHUNK_BYTES = 8_000_000
const RETRY_MS = [1000, 3000, 10_000, 30_000]

/** As the browser names files of a folder. */
const BETWEEN_FOLDERS = ' › '

/** What became of one file. */
export interface SentFile { readonly name: string; readonly status: 'accepted' | 'already-here' | 'refused' | 'waits'; readonly message: string }

interface Watched { readonly sizeBytes: number; readonly changedAt: number }

/**
 * Looks into a folder once: files that did not change since the last look are sent, one after the other, and moved into `отправлено` or, with
 * the reason beside them, into `не принято`. What could not be sent because the server is away stays for the next look. `seen` is kept between looks.
 */
export async function sendNewFiles({ folder, server, key, seen, tell, settled = false, withFolders = false }: {
  readonly folder: string; readonly server: string; readonly key: string; readonly seen: Map<string, Watched>; readonly tell: (file: SentFile) => void
  /** Nobody writes into the folder any more: files are sent at the first look. */
  readonly settled?: boolean
  /** Also what lies in folders inside of it. */
  readonly withFolders?: boolean
}): Promise<void> {
  for (const name of await filesIn(folder, withFolders)) {
    const path = join(folder, name)
    const now = await stat(path).catch(() => null)
    if (!now) continue
    const before = seen.get(name)
    seen.set(name, { sizeBytes: now.size, changedAt: now.mtimeMs })
    // A scanner writes a file for as long as it scans.
    if (!settled && (before?.sizeBytes !== now.size || before.changedAt !== now.mtimeMs || now.size === 0)) continue
    const sent = await sendFile({ folder, path, server, key })
    tell(sent)
    if (sent.status === 'waits') return
    seen.delete(name)
    await putAway({ folder, path, sent })
  }
}

/** Folders inside of the folder that hold something of people's: not the two where files are put away. */
export const foldersIn = async (folder: string): Promise<readonly string[]> => (await readdir(folder, { withFileTypes: true }))
  .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== SENT_FOLDER && entry.name !== REFUSED_FOLDER).map((entry) => entry.name)

/** Names of the files to send, in people's order, but for those that were put away and what the system leaves there. */
async function filesIn(folder: string, withFolders: boolean): Promise<readonly string[]> {
  const all = await readdir(folder, { withFileTypes: true, recursive: withFolders })
  const names = all.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)))
  const isHidden = (name: string): boolean => name.split(sep).some((part) => part.startsWith('.')) || /^(Thumbs\.db|desktop\.ini)$/i.test(basename(name))
  return names.filter((name) => !isHidden(name) && ![SENT_FOLDER, REFUSED_FOLDER].includes(name.split(sep)[0]!)).sort((a, b) => a.localeCompare(b, 'ru', { numeric: true }))
}

async function sendFile({ folder, path, server, key }: { folder: string; path: string; server: string; key: string }): Promise<SentFile> {
  // Scanners call the first file of every folder alike: the server keeps what stands behind the last slash, so folders are part of the name.
  const name = relative(folder, path).split(sep).join(BETWEEN_FOLDERS)
  const headers = { authorization: `Bearer ${key}` }
  try {
    if (/^\.(xlsx|xls|csv)$/i.test(extname(name))) {
      const form = new FormData()
      form.append('file', new Blob([await readFile(path)]), name)
      return answerOf(name, await fetch(`${server}/api/v1/results-forms`, { method: 'POST', headers, body: form }).then(async (answer) => ({ status: answer.status, body: await answer.text() })))
    }
    return answerOf(name, await sendResumably({ path, name, folder, endpoint: `${server}/api/v1/uploads`, headers }))
  } catch (error) {
    const code = /\bE[A-Z]{4,}\b/.exec(String(error instanceof Error ? `${error.message} ${String(error.cause)}` : error))?.[0]
    return { name, status: 'waits', message: `сервер не отвечает${code ? ` (${code})` : ''}, файл будет отправлен позже. Проверьте адрес сервера и связь.` }
  }
}

interface Reply { readonly status: number; readonly body: string }

async function sendResumably({ path, name, folder, endpoint, headers }: { path: string; name: string; folder: string; endpoint: string; headers: Record<string, string> }): Promise<Reply> {
  const { size } = await stat(path)
  return new Promise<Reply>((resolve, reject) => {
    const upload = new Upload(createReadStream(path), {
      endpoint, headers, uploadSize: size, chunkSize: CHUNK_BYTES, metadata: { filename: name }, retryDelays: RETRY_MS, urlStorage: new FileUrlStorage(join(folder, BEGUN_FILE)), removeFingerprintOnSuccess: true,
      onError: (error) => {
        const answer = 'originalResponse' in error ? error.originalResponse : null
        if (answer) resolve({ status: answer.getStatus(), body: answer.getBody() })
        else reject(error)
      },
      onSuccess: ({ lastResponse }) => { resolve({ status: 200, body: lastResponse.getBody() }) },
    })
    upload.findPreviousUploads().then(([last]) => {
      if (last) upload.resumeFromPreviousUpload(last)
      upload.start()
    }, reject)
  })
}

function answerOf(name: string, { status, body }: Reply): SentFile {
  const parsed = ((): Record<string, unknown> => { try { return JSON.parse(body) as Record<string, unknown> } catch { return {} } })()
  const one = (Array.isArray(parsed['files']) ? parsed['files'][0] : parsed) as Partial<SentFile> & { error?: string }
  if (status === 200) return { name, status: one.status ?? 'accepted', message: one.message ?? 'принят полностью.' }
  // A refusal of the file itself is final; a wrong key or a server in trouble is not the file's fault.
  return { name, status: status === 413 || status === 415 || status === 400 ? 'refused' : 'waits', message: one.error ?? `сервер ответил ${status}` }
}

async function putAway({ folder, path, sent }: { folder: string; path: string; sent: SentFile }): Promise<void> {
  const target = join(folder, sent.status === 'refused' ? REFUSED_FOLDER : SENT_FOLDER, dirname(relative(folder, path)))
  await mkdir(target, { recursive: true })
  const taken = new Set(await readdir(target))
  const extension = extname(path)
  let free = basename(path)
  for (let n = 2; taken.has(free); n++) free = `${basename(path, extension)} (${n})${extension}`
  await rename(path, join(target, free))
  if (sent.status === 'refused') await writeFile(join(target, `${free}.txt`), `${sent.message}\n`)
}

import { AsyncLocalStorage } from 'node:async_hooks'
import { mkdir, open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { FileStore } from '@tus/file-store'
import { Server, type Upload } from '@tus/server'
import { z } from 'zod'
import { DEFAULT_LIMITS } from '../../../pipeline/intake/limits.ts'
import type { Account } from '../../../storage/queries/accounts.ts'
import { unfinishedUploads } from '../../api/school.ts'
import type { App, Services } from '../services.ts'
import { accountOf } from '../session/load-account.ts'
import { notFound } from '../user-error.ts'
import { schoolOf } from './school-desk.ts'
import { shownName } from './shown-name.ts'
import { spooledFile } from './spool-upload.ts'
import type { FileAnswer, TakeScan } from './take-scan.ts'

/** A scan that nobody went on sending is forgotten after this long. */
const KEEP_MS = 3 * 24 * 60 * 60 * 1000
const CLEAN_EVERY_MS = 60 * 60 * 1000
/** So long after its last byte an upload counts as on its way: on a bad link nothing comes for some seconds. */
const BREATH_MS = 15_000

/** In the upload's own record: its bytes are in the blob store. */
const TAKEN = 'taken'

interface Sender { readonly account: Account; readonly schoolId: string }

/**
 * Uploads that go on after a cut, by the tus protocol 1.0 (https://tus.io/protocols/resumable-upload): POST …/uploads begins one, HEAD
 * asks how much has arrived, PATCH goes on from there. The last byte makes it a scan file; cut before, there is none. GET lists what was begun and
 * not ended, DELETE …/uploads/:id forgets it.
 */
export const resumableUploads = ({ takeScan, path }: { readonly takeScan: TakeScan; readonly path: string }) => (app: App, { config, log }: Services): void => {
  const store = new FileStore({ directory: config.uploadFolder, expirationPeriodInMilliseconds: KEEP_MS })
  const senders = new AsyncLocalStorage<Sender>()
  const nameOf = (upload: Upload): string => shownName(upload.metadata?.['filename'] ?? undefined)

  const take = async (upload: Upload, { account, schoolId }: Sender): Promise<FileAnswer> => {
    const path = join(config.uploadFolder, upload.id)
    const answer = await takeScan({ account, schoolId, name: nameOf(upload), upload: await spooledFile(path) })
    await leaveHole({ store, upload, path })
    return answer
  }
  // The last byte and the question how much has arrived may come at once: one of them takes the file in.
  const taking = new Map<string, Promise<FileAnswer>>()
  const finish = (upload: Upload, sender: Sender): Promise<FileAnswer> => {
    const taken = taking.get(upload.id) ?? take(upload, sender).finally(() => { taking.delete(upload.id) })
    taking.set(upload.id, taken)
    return taken
  }

  const tus = new Server({
    path, datastore: store, maxSize: config.maxFileBytes, relativeLocation: true,
    // The school stands beside the bytes: another school's upload is not there for anybody else.
    onUploadCreate: async (_request, upload) => ({ metadata: { ...upload.metadata, school: senders.getStore()!.schoolId } }),
    onUploadFinish: async (_request, upload) =>
      ({ status_code: 200, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(await finish(upload, senders.getStore()!)) }),
    onResponseError: (_request, error) => {
      if (!('status_code' in error)) log.error({ event: 'upload.failed', err: error })
      return undefined
    },
  })

  // By the disk's own clock: whichever way in and whichever process takes the bytes.
  const isArriving = async (id: string): Promise<boolean> => (await stat(join(config.uploadFolder, id))).mtimeMs > Date.now() - BREATH_MS

  const uploadOf = async (id: string, schoolId: string): Promise<Upload> => {
    const upload = /^[0-9a-f]{32}$/.test(id) ? await store.getUpload(id).catch(() => null) : null
    if (!upload || upload.metadata?.['school'] !== schoolId) throw notFound('Такой загрузки нет. Отправьте файл ещё раз.')
    return upload
  }

  app.addContentTypeParser('application/offset+octet-stream', (_request, _payload, done) => { done(null) })
  app.get(path, { schema: { summary: 'Что начато по tus и ещё не пришло целиком', response: { 200: unfinishedUploads } } }, async (request) => {
    const ids = await store.configstore.list?.() ?? []
    const begun = (await Promise.all(ids.map((id) => store.getUpload(id).catch(() => null)))).filter((upload) => upload?.metadata?.['school'] === schoolOf(request))
    const uploads = begun.flatMap((upload) => (upload?.size && upload.offset < upload.size && upload.metadata?.[TAKEN] === undefined ? [{ id: upload.id, name: nameOf(upload), sizeBytes: upload.size, sentBytes: upload.offset }] : []))
    return {
      uploads: await Promise.all(uploads.map(async (upload) => ({ ...upload, arriving: await isArriving(upload.id).catch(() => false) }))),
      mostBytes: { file: config.maxFileBytes, picture: DEFAULT_LIMITS.maxPictureFileBytes },
    }
  })
  app.route({
    method: ['POST', 'HEAD', 'PATCH', 'DELETE'], url: `${path}/:id`, schema: { summary: 'Начатая отправка по tus 1.0: HEAD — сколько пришло, PATCH — продолжить, DELETE — забыть', params: z.object({ id: z.string() }) },
    async handler(request, reply) {
      const sender = { account: accountOf(request), schoolId: schoolOf(request) }
      const upload = await uploadOf(request.params.id, sender.schoolId)
      // Its last answer was lost, or the server went down over it: what has arrived whole is a file before anybody is told so.
      if (request.method === 'HEAD' && upload.offset === upload.size && upload.metadata?.[TAKEN] === undefined) await finish(upload, sender)
      // The button that forgets an upload speaks no tus.
      if (request.method === 'DELETE') request.raw.headers['tus-resumable'] ??= '1.0.0'
      reply.hijack()
      await senders.run(sender, () => tus.handle(request.raw, reply.raw))
    },
  })
  app.post(path, { schema: { summary: 'Начать отправку большого файла по tus 1.0: заголовки Upload-Length и Upload-Metadata (filename)' } }, async (request, reply) => {
    reply.hijack()
    await senders.run({ account: accountOf(request), schoolId: schoolOf(request) }, () => tus.handle(request.raw, reply.raw))
  })

  const clean = (): void => { tus.cleanUpExpiredUploads().catch((error: unknown) => { log.warn({ event: 'uploads.not-cleaned', err: error }) }) }
  const cleaning = setInterval(clean, CLEAN_EVERY_MS)
  cleaning.unref()
  app.addHook('onReady', async () => { await mkdir(config.uploadFolder, { recursive: true }); clean() })
  app.addHook('onClose', async () => { clearInterval(cleaning) })
}

/** What was taken in lies in the blob store: of the upload only its length stays, as a hole that takes no room, so that a browser is still told that all has arrived. */
async function leaveHole({ store, upload, path }: { readonly store: FileStore; readonly upload: Upload; readonly path: string }): Promise<void> {
  upload.metadata = { ...upload.metadata, [TAKEN]: 'yes' }
  await store.configstore.set(upload.id, upload)
  const file = await open(path, 'r+')
  try {
    await file.truncate(0)
    await file.truncate(upload.size)
  } finally {
    await file.close()
  }
}

import type { UploadAnswer } from '../../../api/school.ts'
import { currentUser, Refusal } from '../api-client.ts'
import { t } from '../text.ts'

export type Sent = UploadAnswer['files'][number]

/** After a cut it is tried again after these times, then the person is asked; what was sent stays sent for three days. */
const RETRY_MS = [0, 1000, 3000, 5000, 10_000, 20_000, 30_000, 60_000]
const CHUNK_BYTES = 8_000_000
const FINAL_STATUSES = new Set([400, 401, 403, 404, 409, 413, 415])

/**
 * Sends a scan so that a cut loses nothing: the upload goes on where it stopped, by itself or when the same file is chosen again, also after the
 * page was reloaded. `onProgress` is told the bytes that have arrived; `onCut` that the connection is away and the upload waits for it.
 */
export async function sendScan({ file, onProgress, onCut }: { readonly file: File; readonly onProgress: (bytes: number) => void; readonly onCut: (waiting: boolean) => void }): Promise<Sent> {
  const { Upload } = await import('tus-js-client')
  return new Promise<Sent>((resolve, reject) => {
    const upload = new Upload(file, {
      endpoint: '/api/school/uploads', metadata: { filename: file.name }, chunkSize: CHUNK_BYTES, retryDelays: RETRY_MS, removeFingerprintOnSuccess: true,
      onBeforeRequest: (request) => { request.setHeader('x-csrf-token', currentUser.value?.csrfToken ?? '') },
      onProgress: (bytes) => { onCut(false); onProgress(bytes) },
      onShouldRetry: (error) => {
        const status = error.originalResponse?.getStatus() ?? 0
        if (FINAL_STATUSES.has(status)) return false
        onCut(true)
        return true
      },
      onError: (error) => {
        onCut(false)
        const answer = 'originalResponse' in error ? error.originalResponse : null
        reject(new Refusal({ error: wordsOf(answer?.getBody()) ?? t('uploadCut'), code: 'upload' }, answer?.getStatus() ?? 0))
      },
      onSuccess: ({ lastResponse }) => { resolve(answerOf(lastResponse.getBody()) ?? { name: file.name, status: 'accepted', message: t('uploadWhole') }) },
    })
    void upload.findPreviousUploads().then(([last]) => {
      if (last) upload.resumeFromPreviousUpload(last)
      upload.start()
    })
  })
}

function parsed(text: string | undefined): Partial<Record<'name' | 'status' | 'message' | 'error', string>> | null {
  try {
    return JSON.parse(text ?? '') as Record<string, string>
  } catch {
    return null
  }
}
const wordsOf = (body: string | undefined): string | null => parsed(body)?.error ?? null
/** An upload that was whole already is answered without words. */
function answerOf(body: string): Sent | null {
  const { name, status, message } = parsed(body) ?? {}
  return name !== undefined && message !== undefined && (status === 'accepted' || status === 'already-here' || status === 'refused') ? { name, status, message } : null
}

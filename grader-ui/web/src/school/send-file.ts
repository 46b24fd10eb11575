import type { UploadAnswer } from '../../../api/school.ts'
import { currentUser, Refusal } from '../api-client.ts'
import { t } from '../text.ts'

export type Sent = UploadAnswer['files'][number]

/** After a cut it is tried again after these times, for half a day; what was sent stays sent for three. */
const RETRY_MS = [0, 1000, 3000, 5000, 10_000, 20_000, 30_000, ...Array<number>(720).fill(60_000)]
/** A piece is to take about this long, so that what is shown is never far from what has arrived, on a slow link as on a fast one. */
const PIECE_MS = 4000
const LEAST_PIECE_BYTES = 128 * 1024
const MOST_PIECE_BYTES = 8 * 1024 * 1024
/** A line that is dead without saying so is given up after this long, and the upload taken up on a new one. */
const SILENCE_MS = 120_000
const FINAL_STATUSES = new Set([400, 401, 403, 404, 409, 413, 415])

/** What a send tells while it is under way. */
export interface SendEvents {
  /** So many bytes are out: those of earlier pieces have arrived, those of the last one may still be on the line. */
  readonly onProgress: (bytes: number) => void
  /** The connection is away and the upload waits for it, or it is back. */
  readonly onCut: (waiting: boolean) => void
}

/**
 * Sends a scan so that a cut loses nothing: the upload goes on where it stopped, by itself or when the same file is chosen again, also after the
 * page was reloaded. Aborting `signal` ends it for good: the server forgets what has come; the promise is rejected with the signal's reason.
 */
export async function sendScan({ file, signal, onProgress, onCut }: SendEvents & { readonly file: File; readonly signal: AbortSignal }): Promise<Sent> {
  const { Upload } = await import('tus-js-client')
  signal.throwIfAborted()
  return new Promise<Sent>((resolve, reject) => {
    let pieceBegan = performance.now()
    let lastHeard = performance.now()
    const watch = new AbortController()
    const takeUp = (): void => { lastHeard = performance.now(); void upload.abort().then(() => { if (!watch.signal.aborted) upload.start() }) }
    const silence = setInterval(() => { if (performance.now() - lastHeard > SILENCE_MS) takeUp() }, 10_000)
    window.addEventListener('online', takeUp, { signal: watch.signal })
    const end = (): void => { clearInterval(silence); watch.abort(); onCut(false) }
    const upload = new Upload(file, {
      endpoint: '/api/school/uploads', metadata: { filename: file.name }, chunkSize: LEAST_PIECE_BYTES, retryDelays: RETRY_MS, removeFingerprintOnSuccess: true,
      onBeforeRequest: (request) => { request.setHeader('x-csrf-token', currentUser.value?.csrfToken ?? ''); pieceBegan = performance.now() },
      onProgress: (bytes) => { lastHeard = performance.now(); onCut(false); onProgress(bytes) },
      onChunkComplete: (bytes) => { upload.options.chunkSize = nextPiece(bytes, performance.now() - pieceBegan) },
      onShouldRetry: (error) => {
        const status = error.originalResponse?.getStatus() ?? 0
        if (FINAL_STATUSES.has(status)) return false
        lastHeard = performance.now()
        onCut(true)
        return true
      },
      onError: (error) => {
        end()
        const answer = 'originalResponse' in error ? error.originalResponse : null
        reject(new Refusal({ error: wordsOf(answer?.getBody()) ?? t('uploadCut'), code: 'upload' }, answer?.getStatus() ?? 0))
      },
      onSuccess: ({ lastResponse }) => { end(); resolve(answerOf(lastResponse.getBody()) ?? { name: file.name, status: 'accepted', message: t('uploadWhole') }) },
    })
    signal.addEventListener('abort', () => {
      end()
      // What the server cannot be told now, it forgets by itself after some days.
      upload.abort(true).catch(() => undefined)
      reject(signal.reason as Error)
    }, { once: true })
    void upload.findPreviousUploads().then(([last]) => {
      if (signal.aborted) return
      if (last) upload.resumeFromPreviousUpload(last)
      upload.start()
    })
  })
}

/** As much as the link carried of the last piece, in the time that a piece should take; at most four times as much as before. */
function nextPiece(bytes: number, tookMs: number): number {
  const wanted = Math.min(4 * bytes, (bytes * PIECE_MS) / Math.max(1, tookMs))
  return Math.round(Math.max(LEAST_PIECE_BYTES, Math.min(MOST_PIECE_BYTES, wanted)))
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

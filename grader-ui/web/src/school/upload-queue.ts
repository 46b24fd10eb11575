import { batch, computed, signal } from '@preact/signals'
import type { UploadAnswer } from '../../../api/school.ts'
import { upload } from '../api-client.ts'
import { t } from '../text.ts'
import { sendScan, type Sent } from './send-file.ts'

/** One file that was chosen to be sent. */
export interface Queued { readonly id: number; readonly file: File }

/** The file that goes out now: `sentBytes` are out; `cut`: the connection is away and the file waits for it. */
export interface Sending extends Queued { readonly sentBytes: number; readonly cut: boolean }

/** Scans and tables on their way to the server. It lives as long as the browser's page does: whoever looks at another section does not stop it, and more can be added at any time. */
export const sending = signal<Sending | null>(null)
export const queued = signal<readonly Queued[]>([])
/** What became of the files since the queue was last empty, in their order. */
export const answers = signal<readonly Sent[]>([])

const doneBytes = signal(0)
/** When the queue began to move, ms of `performance.now`, and how many bytes of it had come before (an upload that is taken up again). */
const beganMs = signal(0)
const givenBytes = signal(0)

/** All that was chosen, in bytes: what is out and what is to come. */
export const volume = computed(() => {
  const out = doneBytes.value + (sending.value?.sentBytes ?? 0)
  const all = doneBytes.value + (sending.value?.file.size ?? 0) + queued.value.reduce((sum, { file }) => sum + file.size, 0)
  return { out, all }
})

/** Seconds until all is out, as fast as it has gone so far; null while nobody can tell. */
export function secondsLeft(nowMs: number): number | null {
  const { out, all } = volume.value
  const moved = out - givenBytes.value
  const tookMs = nowMs - beganMs.value
  return sending.value === null || sending.value.cut || tookMs < 5000 || moved < 100_000 ? null : ((all - out) * tookMs) / moved / 1000
}

const SPREADSHEET = /\.(xlsx|xls|csv)$/i
let lastId = 0
let running = false
let stopCurrent: AbortController | null = null
const listeners = new Set<() => void>()

/** Is told after each file. */
export function onSent(listener: () => void): () => void {
  listeners.add(listener)
  return () => { listeners.delete(listener) }
}

/** Adds files; tables go first, because they are small and tell what is missing. `refused`: those of which is known beforehand that they cannot be taken. */
export function sendFiles(files: readonly File[], refused: readonly Sent[] = []): void {
  if (files.length + refused.length === 0) return
  const added = files.map((file): Queued => ({ id: ++lastId, file }))
  const isTable = ({ file }: Queued): boolean => SPREADSHEET.test(file.name)
  batch(() => {
    if (!running) { answers.value = []; doneBytes.value = 0; givenBytes.value = 0; beganMs.value = performance.now() }
    answers.value = [...answers.value, ...refused]
    queued.value = [...queued.value, ...added.filter(isTable), ...added.filter((one) => !isTable(one))]
  })
  if (!running) void goOn()
}

/** A file is not to be sent after all: what has come of it is forgotten. */
export function takeOut(id: number): void {
  if (sending.value?.id === id) stopCurrent?.abort(new Error(t('sendingStopped')))
  else queued.value = queued.value.filter((one) => one.id !== id)
}

/** A page that is closed takes its queue with it: the browser asks first. */
const askBeforeLeaving = (event: BeforeUnloadEvent): void => { event.preventDefault() }

async function goOn(): Promise<void> {
  running = true
  window.addEventListener('beforeunload', askBeforeLeaving)
  for (let next = queued.value[0]; next; next = queued.value[0]) {
    const { id, file } = next
    batch(() => { sending.value = { id, file, sentBytes: 0, cut: false }; queued.value = queued.value.slice(1) })
    stopCurrent = new AbortController()
    const sent = await sendOne(file, stopCurrent.signal).catch((error: unknown): Sent[] => [{ name: file.name, status: 'refused', message: (error as Error).message }])
    batch(() => {
      answers.value = [...answers.value, ...sent]
      doneBytes.value += sent.some(({ status }) => status !== 'refused') ? file.size : sending.value?.sentBytes ?? 0
      sending.value = null
    })
    for (const listener of listeners) listener()
  }
  running = false
  window.removeEventListener('beforeunload', askBeforeLeaving)
}

async function sendOne(file: File, signal: AbortSignal): Promise<readonly Sent[]> {
  const change = (changed: Partial<Sending>): void => { if (sending.value) sending.value = { ...sending.value, ...changed } }
  if (SPREADSHEET.test(file.name)) {
    const form = new FormData()
    form.append('file', file, file.name)
    return (await upload<UploadAnswer>({ path: '/api/school/results-forms', form, onProgress: (share) => change({ sentBytes: Math.round(share * file.size) }) })).files
  }
  let first = true
  return [await sendScan({
    file, signal,
    onProgress: (bytes) => {
      // What had come before tells nothing of how fast the link is.
      if (first) { first = false; givenBytes.value += bytes }
      change({ sentBytes: bytes })
    },
    onCut: (cut) => { if (sending.value?.cut !== cut) change({ cut }) },
  })]
}

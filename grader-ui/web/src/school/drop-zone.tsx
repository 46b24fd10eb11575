import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { UnfinishedUploads } from '../../../api/school.ts'
import { send } from '../api-client.ts'
import { Problem } from '../parts/notice.tsx'
import { useAction } from '../parts/use-action.ts'
import { fileSize, t } from '../text.ts'
import { useLive } from '../use-live.ts'
import { chosenFiles, droppedFiles } from './dropped-files.ts'
import type { Sent } from './send-file.ts'
import { SendingLines } from './sending-lines.tsx'
import { whyTooLarge } from './too-large.ts'
import { answers, onSent, sendFiles, sending } from './upload-queue.ts'

/** Nothing on the desk changes while the bytes of one upload come in: how far others are is asked now and then. */
const ASK_AGAIN_MS = 5000

function Unfinished({ upload: { id, name, sizeBytes, sentBytes, arriving }, reload }: { upload: UnfinishedUploads['uploads'][number]; reload: () => Promise<void> }) {
  const { problem, busy, run } = useAction({ after: reload })
  const values = { name, sent: fileSize(sentBytes), size: fileSize(sizeBytes) }
  if (arriving) return <p class="banner name" role="status">{t('uploadArriving', values)}</p>
  return (
    <div class="banner warn name">
      {t('uploadUnfinished', values)} <button type="button" disabled={busy.value} onClick={() => void run(async () => { await send('DELETE', `/api/school/uploads/${id}`) })}>{t('forgetUpload')}</button>
      <Problem text={problem.value} />
    </div>
  )
}

/** Takes scans and results forms together, at any time: what is added while others are being sent goes out after them. */
export function DropZone({ onDone }: { onDone: () => Promise<void> }) {
  const over = useSignal(false)
  const unfinished = useLive<UnfinishedUploads>('/api/school/uploads')
  const own = sending.value?.file.name
  const others = (unfinished.data.value?.uploads ?? []).filter(({ name }) => name !== own)

  useEffect(() => onSent(() => { void Promise.all([onDone(), unfinished.reload()]) }), [])
  useEffect(() => {
    if (others.length === 0) return
    const asking = setInterval(() => { void unfinished.reload() }, ASK_AGAIN_MS)
    return () => { clearInterval(asking) }
  }, [others.length === 0])

  const add = async (files: readonly File[]): Promise<void> => {
    const refused: Sent[] = []
    const fit: File[] = []
    for (const file of files) {
      const message = await whyTooLarge(file, unfinished.data.value?.mostBytes).catch(() => null)
      if (message === null) fit.push(file)
      else refused.push({ name: file.name, status: 'refused', message })
    }
    sendFiles(fit, refused)
  }
  // A folder that was moved or locked meanwhile, or a link to a place that is away.
  const unreadable = (): void => { sendFiles([], [{ name: t('dropped'), status: 'refused', message: t('dropUnreadable') }]) }
  const choose = (input: HTMLInputElement): void => {
    void add(chosenFiles(input.files))
    // The same file can be chosen again.
    input.value = ''
  }

  return (
    <section class={over.value ? 'drop over' : 'drop'} aria-label={t('upload')}
      onDragOver={(event) => { event.preventDefault(); over.value = true }} onDragLeave={() => { over.value = false }}
      onDrop={(event) => { event.preventDefault(); over.value = false; void droppedFiles(event.dataTransfer).then(add, unreadable) }}>
      <p><strong>{t('dropHere')}</strong><br /><span class="muted">{t('dropKinds')}</span></p>
      <div class="actions">
        <label class="button main">{t('chooseFiles')}<input type="file" multiple accept=".pdf,.tif,.tiff,.jpg,.jpeg,.png,.zip,.xlsx,.xls,.csv" onChange={(event) => choose(event.currentTarget)} /></label>
        <label class="button">{t('chooseFolder')}<input type="file" multiple {...{ webkitdirectory: true }} onChange={(event) => choose(event.currentTarget)} /></label>
      </div>
      <SendingLines />
      {others.map((upload) => <Unfinished key={upload.id} upload={upload} reload={unfinished.reload} />)}
      <ul class="answers" aria-live="polite">
        {answers.value.map((answer, index) => <li key={`${answer.name} ${index}`} class={answer.status === 'refused' ? 'bad' : ''}><b>{answer.name}</b> — {answer.message}</li>)}
      </ul>
    </section>
  )
}

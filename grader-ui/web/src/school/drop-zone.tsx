import { useSignal } from '@preact/signals'
import type { UnfinishedUploads, UploadAnswer } from '../../../api/school.ts'
import { upload } from '../api-client.ts'
import { ProgressBar } from '../parts/progress-bar.tsx'
import { fileSize, t } from '../text.ts'
import { useLive } from '../use-live.ts'
import { chosenFiles, droppedFiles } from './dropped-files.ts'
import { sendScan, type Sent } from './send-file.ts'

const SPREADSHEET = /\.(xlsx|xls|csv)$/i

async function sendSpreadsheet(file: File): Promise<readonly Sent[]> {
  const form = new FormData()
  form.append('file', file, file.name)
  return (await upload<UploadAnswer>({ path: '/api/school/results-forms', form, onProgress: () => undefined })).files
}

/** Takes scans and results forms together; spreadsheets are told apart by their name's end and go to their own place. */
export function DropZone({ onDone }: { onDone: () => Promise<void> }) {
  const share = useSignal<number | null>(null)
  const answers = useSignal<readonly Sent[]>([])
  const over = useSignal(false)
  const waiting = useSignal(false)
  const sending = useSignal('')
  const unfinished = useLive<UnfinishedUploads>('/api/school/uploads')

  const sendAll = async (files: readonly File[]): Promise<void> => {
    if (files.length === 0) return
    answers.value = []
    const totalBytes = files.reduce((sum, file) => sum + file.size, 0) || 1
    let sentBytes = 0
    for (const file of files) {
      sending.value = file.name
      const arrived = (bytes: number): void => { share.value = (sentBytes + bytes) / totalBytes }
      arrived(0)
      try {
        const sent = SPREADSHEET.test(file.name) ? await sendSpreadsheet(file) : [await sendScan({ file, onProgress: arrived, onCut: (away) => { waiting.value = away } })]
        answers.value = [...answers.value, ...sent]
      } catch (error) {
        answers.value = [...answers.value, { name: file.name, status: 'refused', message: (error as Error).message }]
      }
      sentBytes += file.size
    }
    share.value = null
    await Promise.all([onDone(), unfinished.reload()])
  }

  // A folder that was moved or locked meanwhile, or a link to a place that is away.
  const unreadable = (): void => { answers.value = [{ name: t('dropped'), status: 'refused', message: t('dropUnreadable') }] }
  const choose = (input: HTMLInputElement): void => { void sendAll(chosenFiles(input.files)).then(() => { input.value = '' }) }

  return (
    <section class={over.value ? 'drop over' : 'drop'} aria-label={t('upload')}
      onDragOver={(event) => { event.preventDefault(); over.value = true }} onDragLeave={() => { over.value = false }}
      onDrop={(event) => { event.preventDefault(); over.value = false; void droppedFiles(event.dataTransfer).then(sendAll, unreadable) }}>
      <p><strong>{t('dropHere')}</strong><br /><span class="muted">{t('dropKinds')}</span></p>
      <div class="actions">
        <label class="button main">{t('chooseFiles')}<input type="file" multiple accept=".pdf,.tif,.tiff,.jpg,.jpeg,.png,.zip,.xlsx" onChange={(event) => choose(event.currentTarget)} /></label>
        <label class="button">{t('chooseFolder')}<input type="file" multiple {...{ webkitdirectory: true }} onChange={(event) => choose(event.currentTarget)} /></label>
      </div>
      {share.value !== null && <>
        <p class="name" role="status">{t('sendingFile', { name: sending.value, share: Math.round(share.value * 100) })} {waiting.value && <b class="warn">{t('uploadWaits')}</b>}</p>
        <ProgressBar done={Math.round(share.value * 100)} total={100} label={t('uploading')} />
      </>}
      {share.value === null && (unfinished.data.value?.uploads ?? []).map(({ name, sizeBytes, sentBytes }) => (
        <p key={name} class="banner warn name">{t('uploadUnfinished', { name, sent: fileSize(sentBytes), size: fileSize(sizeBytes) })}</p>
      ))}
      <ul class="answers" aria-live="polite">
        {answers.value.map((answer, index) => <li key={`${answer.name} ${index}`} class={answer.status === 'refused' ? 'bad' : ''}><b>{answer.name}</b> — {answer.message}</li>)}
      </ul>
    </section>
  )
}

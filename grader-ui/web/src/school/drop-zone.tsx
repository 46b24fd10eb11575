import { useSignal } from '@preact/signals'
import type { UploadAnswer } from '../../../api/school.ts'
import { upload } from '../api-client.ts'
import { ProgressBar } from '../parts/progress-bar.tsx'
import { t } from '../text.ts'

type Sent = UploadAnswer['files'][number]

/** Takes scans and results forms together; spreadsheets are told apart by their name's end and go to their own place. */
export function DropZone({ onDone }: { onDone: () => Promise<void> }) {
  const share = useSignal<number | null>(null)
  const answers = useSignal<readonly Sent[]>([])
  const over = useSignal(false)

  const sendAll = async (files: readonly File[]): Promise<void> => {
    if (files.length === 0) return
    answers.value = []
    const totalBytes = files.reduce((sum, file) => sum + file.size, 0) || 1
    let sentBytes = 0
    for (const file of files) {
      const path = /\.(xlsx|xls|csv)$/i.test(file.name) ? '/api/school/results-forms' : '/api/school/files'
      const form = new FormData()
      form.append('file', file, file.name)
      try {
        const answer = await upload<UploadAnswer>({ path, form, onProgress: (part) => { share.value = (sentBytes + part * file.size) / totalBytes } })
        answers.value = [...answers.value, ...answer.files]
      } catch (error) {
        answers.value = [...answers.value, { name: file.name, status: 'refused', message: (error as Error).message }]
      }
      sentBytes += file.size
    }
    share.value = null
    await onDone()
  }

  return (
    <section class={over.value ? 'drop over' : 'drop'} aria-label={t('upload')}
      onDragOver={(event) => { event.preventDefault(); over.value = true }} onDragLeave={() => { over.value = false }}
      onDrop={(event) => { event.preventDefault(); over.value = false; void sendAll([...(event.dataTransfer?.files ?? [])]) }}>
      <p><strong>{t('dropHere')}</strong><br /><span class="muted">{t('dropKinds')}</span></p>
      <label class="button main">{t('chooseFiles')}
        <input type="file" multiple accept=".pdf,.tif,.tiff,.jpg,.jpeg,.png,.zip,.xlsx" onChange={(event) => {
          const input = event.currentTarget
          void sendAll([...(input.files ?? [])]).then(() => { input.value = '' })
        }} />
      </label>
      {share.value !== null && <ProgressBar done={Math.round(share.value * 100)} total={100} label={t('uploading')} />}
      <ul class="answers" aria-live="polite">
        {answers.value.map((answer) => <li key={answer.name} class={answer.status === 'refused' ? 'bad' : ''}><b>{answer.name}</b> — {answer.message}</li>)}
      </ul>
    </section>
  )
}

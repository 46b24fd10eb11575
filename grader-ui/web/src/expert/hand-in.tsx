import { useSignal } from '@preact/signals'
import type { ExpertBatch } from '../../../api/expert.ts'
import { send } from '../api-client.ts'
import { Modal } from '../parts/modal.tsx'
import { Problem } from '../parts/notice.tsx'
import { t } from '../text.ts'
import { allSent, saveState } from './score-queue.ts'
import { loadQueue } from './work-store.ts'

/** Hands in what is complete, after one question: from then on the scores stand. */
export function HandIn({ batch }: { batch: ExpertBatch }) {
  const asks = useSignal(false)
  const busy = useSignal(false)
  const problem = useSignal<string | null>(null)
  const handIn = async (): Promise<void> => {
    busy.value = true
    try {
      await allSent()
      if (saveState.value !== 'saved') throw new Error(t('unsentLeft'))
      await send('POST', `/api/expert/batches/${batch.id}/submit`)
      await loadQueue()
      asks.value = false
    } catch (error) {
      problem.value = (error as Error).message
    } finally {
      busy.value = false
    }
  }
  return (
    <>
      <button type="button" class={batch.submitted + batch.complete === batch.total ? 'main' : ''} onClick={() => { problem.value = null; asks.value = true }}>{t('handInN', { n: batch.complete })}</button>
      {asks.value && (
        <Modal title={t('handInTitle', { n: batch.complete })} onClose={() => { asks.value = false }}>
          <p>{t('handInWhy')}</p>
          <Problem text={problem.value} />
          <div class="actions"><button type="button" class="main" autofocus disabled={busy.value} onClick={() => void handIn()}>{t('handInN', { n: batch.complete })}</button></div>
        </Modal>
      )}
    </>
  )
}

import { useSignal } from '@preact/signals'
import { useLocation } from 'wouter-preact'
import { send } from '../api-client.ts'
import { Modal } from '../parts/modal.tsx'
import { Problem } from '../parts/notice.tsx'
import { t } from '../text.ts'

const KINDS = ['unreadable', 'page-missing', 'personal-data', 'not-this-work'] as const
const KIND_TEXT = { unreadable: 'flagUnreadable', 'page-missing': 'flagPageMissing', 'personal-data': 'flagPersonalData', 'not-this-work': 'flagNotThisWork' } as const

/** Tells the commission that something is wrong with the work itself. */
export function FlagDialog({ cipher, page, onClose }: { cipher: string; page: number | null; onClose: () => void }) {
  const problem = useSignal<string | null>(null)
  const [, navigate] = useLocation()
  const sent = useSignal<(typeof KINDS)[number] | null>(null)
  const report = async (kind: (typeof KINDS)[number]): Promise<void> => {
    try {
      await send('POST', `/api/expert/works/${cipher}/flags`, { kind, note: '', ...(page === null ? {} : { page }) })
      sent.value = kind
    } catch (error) {
      problem.value = (error as Error).message
    }
  }
  return (
    <Modal title={t('flagTitle')} onClose={() => { if (sent.value === 'personal-data') navigate('/'); else onClose() }}>
      {sent.value ? <p class="good" role="status">{t(sent.value === 'personal-data' ? 'flagWithdrawn' : 'flagSent')}</p> : <div class="stack">{KINDS.map((kind) => <button type="button" key={kind} onClick={() => void report(kind)}>{t(KIND_TEXT[kind])}</button>)}</div>}
      <Problem text={problem.value} />
    </Modal>
  )
}

import { Modal } from '../parts/modal.tsx'
import { t } from '../text.ts'

const ROWS = [['0 … 9', 'keyDigit'], ['X / Ч', 'keyX'], ['Y / Н', 'keyY'], ['↑ ↓', 'keyTask'], ['← →', 'keyPage'], ['Backspace', 'keyBack'], ['Enter', 'keyEnter'], ['F / А', 'keyFlag']] as const

/** The keys, on «?». */
export const HelpDialog = ({ onClose }: { onClose: () => void }) => (
  <Modal title={t('keys')} onClose={onClose}>
    <dl class="keys">{ROWS.map(([key, text]) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{t(text)}</dd></div>)}</dl>
  </Modal>
)

import { Modal } from '../parts/modal.tsx'
import { t } from '../text.ts'

const ROWS = [
  ['0 … 9', 'keyDigit'], ['X / Ч', 'keyX'], ['Y / Н', 'keyY'], ['Enter', 'keyEnter'], ['Backspace', 'keyUndo'], ['Delete', 'keyClear'], ['↑ ↓', 'keyTask'], ['← →', 'keyPage'],
  ['K / Л', 'keyCriteria'], ['B / И', 'keyFit'], ['+ −', 'zoom'], ['R / К', 'rotate'], ['C / С', 'keyComment'], ['N / Т', 'keyNote'], ['L / Д', 'comeBack'], ['F / А', 'keyFlag'],
] as const

/** The keys, on «?». */
export const HelpDialog = ({ onClose }: { onClose: () => void }) => (
  <Modal title={t('keys')} onClose={onClose}>
    <dl class="keys">{ROWS.map(([key, text]) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{t(text)}</dd></div>)}</dl>
  </Modal>
)

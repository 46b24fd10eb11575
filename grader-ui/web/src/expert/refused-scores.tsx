import { shortCipher } from '../parts/cipher.tsx'
import { t } from '../text.ts'
import { dismiss, refused } from './score-queue.ts'

/** What the server did not take, each with the reason; it stays until the expert has read it. */
export function RefusedScores() {
  if (refused.value.length === 0) return null
  return (
    <section class="refused problem" role="alert" aria-label={t('notTaken')}>
      <b>{t('notTaken')}</b>
      <ul>{refused.value.map((item) => (
        <li key={item.key}>
          {item.what === 'scores' ? t('notTakenScore', { cipher: shortCipher(item.cipher), task: String(item.body['task']), score: String(item.body['score']) || '—' }) : t('notTakenRemark', { cipher: shortCipher(item.cipher) })} {item.why}{' '}
          <button type="button" class="quiet" onClick={() => dismiss(item.key)}>{t('understood')}</button>
        </li>
      ))}</ul>
    </section>
  )
}

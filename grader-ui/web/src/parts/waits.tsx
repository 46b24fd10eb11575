import type { WaitingReason } from '../../../api/municipality.ts'
import { t } from '../text.ts'

/** Why works that no expert has yet wait: how many, why, what to do. Nothing when none does. */
export const Waits = ({ reasons }: { reasons: readonly WaitingReason[] }) => (reasons.length === 0 ? null : (
  <table class="waits" aria-label={t('waitsTitle')} tabIndex={0}>
    <caption>{t('waitsTitle')}</caption>
    <thead><tr><th class="number">{t('works')}</th><th class="number">{t('waitsSchools')}</th><th>{t('waitsWhy')}</th><th>{t('waitsTodo')}</th></tr></thead>
    <tbody>{reasons.map((one) => <tr key={one.why}><td class="number">{one.works}</td><td class="number">{one.schools}</td><td>{one.why}</td><td>{one.todo}</td></tr>)}</tbody>
  </table>
))

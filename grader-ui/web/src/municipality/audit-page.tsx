import { useSignal } from '@preact/signals'
import type { AuditPage as AuditView } from '../../../api/municipality.ts'
import { Waiting } from '../parts/notice.tsx'
import { language, t } from '../text.ts'
import { useLive } from '../use-live.ts'

const PAGE_SIZE = 100

/** The audit log, newest first, with the check of its whole chain. */
export function AuditPage() {
  const before = useSignal<number | null>(null)
  const { data, problem } = useLive<AuditView>(`/api/municipality/audit?limit=${PAGE_SIZE}${before.value === null ? '' : `&before=${before.value}`}`)
  if (!data.value) return <Waiting title={t('auditLog')} problem={problem.value} />
  const { events, chain } = data.value
  const last = events.at(-1)
  return (
    <>
      <h1>{t('auditLog')}</h1>
      <p class={chain.ok ? 'banner good' : 'banner problem'}>{chain.ok ? t('chainHolds', { n: chain.events }) : t('chainBroken')}<small>{t('lastHash')} <code class="hash">{chain.head}</code></small></p>
      <table tabIndex={0}>
        <thead><tr><th class="number">№</th><th>{t('when')}</th><th>{t('what')}</th><th>{t('actor')}</th><th>{t('hash')}</th></tr></thead>
        <tbody>{events.map((event) => (
          <tr key={event.seq}><td class="number">{event.seq}</td><td><time dateTime={event.at}>{new Date(event.at).toLocaleString(language.value, { dateStyle: 'short', timeStyle: 'medium' })}</time></td><td class="sentence">{event.summary}</td><td class="sentence">{event.actor}</td><td><code class="hash" title={event.hash}>{event.hash.slice(0, 12)}…</code></td></tr>
        ))}</tbody>
      </table>
      <div class="actions">
        {before.value !== null && <button type="button" onClick={() => { before.value = null }}>{t('newest')}</button>}
        {events.length === PAGE_SIZE && last && <button type="button" onClick={() => { before.value = last.seq }}>{t('older')}</button>}
      </div>
    </>
  )
}

import { useSignal } from '@preact/signals'
import { Link } from 'wouter-preact'
import type { OpeningList } from '../../../api/municipality.ts'
import { send } from '../api-client.ts'
import { Empty, Problem, Waiting } from '../parts/notice.tsx'
import { language, t } from '../text.ts'
import { useLive } from '../use-live.ts'

/** Requests of the chair to open ciphers: the second person says yes or no. */
export function OpeningsPage() {
  const { data, problem: unreachable, reload } = useLive<OpeningList>('/api/municipality/openings')
  const problem = useSignal<string | null>(null)
  const answer = async (id: string, said: 'confirmed' | 'refused'): Promise<void> => {
    try {
      await send('POST', `/api/municipality/openings/${id}`, { answer: said })
      problem.value = null
    } catch (error) {
      problem.value = (error as Error).message
    }
    await reload()
  }
  if (!data.value) return <Waiting title={t('openings')} problem={unreachable.value} />
  const { requests } = data.value
  return (
    <>
      <h1>{t('openings')}</h1>
      <p class="muted">{t('openingsWhy')}</p>
      <Problem text={problem.value} />
      {requests.length === 0 ? <Empty title={t('noOpenings')}>{t('noOpeningsHint')}</Empty> : (
        <div class="cards">{requests.map((one) => (
          <article key={one.id} class="card">
            <h2>{one.schoolName}<small class="muted"> · {one.formTitle}</small></h2>
            <p>{t('openingAsked', { name: one.askedBy, works: one.works })} <time class="muted" dateTime={one.askedAt}>{new Date(one.askedAt).toLocaleString(language.value, { dateStyle: 'short', timeStyle: 'short' })}</time></p>
            <p class="good">{t('gradesLocked')}</p>
            <div class="actions">
              <button type="button" class="main" onClick={() => void answer(one.id, 'confirmed')}>{t('confirmOpening')}</button>
              <button type="button" onClick={() => void answer(one.id, 'refused')}>{t('refuseOpening')}</button>
            </div>
          </article>
        ))}</div>
      )}
    </>
  )
}

/** Tells on the first screen that the chair waits for the second person. */
export function OpeningsBanner() {
  const { data } = useLive<OpeningList>('/api/municipality/openings')
  const waiting = data.value?.requests.length ?? 0
  return waiting > 0 ? <Link class="banner warn" href="/openings">{t('openingsWait', { n: waiting })}</Link> : null
}

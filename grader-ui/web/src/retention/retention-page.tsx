import { useSignal, type Signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { Link } from 'wouter-preact'
import type { ErasureAsked, RetentionView } from '../../../api/retention.ts'
import { send } from '../api-client.ts'
import { Problem, Waiting } from '../parts/notice.tsx'
import { useAction } from '../parts/use-action.ts'
import { moment, t } from '../text.ts'
import { useLive } from '../use-live.ts'

type DeskName = 'municipality' | 'chair'
const STATE = { waits: 'eraseWaits', refused: 'eraseRefused', erasing: 'eraseErasing', erased: 'eraseErased', failed: 'eraseFailed' } as const

/** Until when the pictures of works are kept, and what goes then: the coordinator asks, the chair answers. */
export function RetentionPage({ desk }: { readonly desk: DeskName }) {
  const { data, problem: unreachable, reload } = useLive<RetentionView>(`/api/${desk}/retention`)
  const { problem, busy, run } = useAction({ after: reload })
  const sure = useSignal(false)
  const view = data.value
  if (!view) return <Waiting title={t('keeping')} problem={unreachable.value} />
  const { pictures, request, obstacles } = view
  const waits = request?.state === 'waits'
  const ask = (): Promise<void> => run(async () => { await send('POST', '/api/municipality/retention'); sure.value = false })
  const say = (answer: 'confirmed' | 'refused'): Promise<void> => run(async () => { await send('POST', `/api/chair/retention/${request!.id}`, { answer }); sure.value = false })
  return (
    <>
      <h1>{t('keeping')}</h1>
      <p>{t('keepDays', { days: view.days })} {view.keptUntil && t('keepUntil', { at: moment(view.keptUntil) })}</p>
      <section class="card" aria-label={t('eraseWhat')}>
        <h2>{t('eraseWhat')}</h2>
        <dl class="facts">
          <div><dt>{t('eraseScans')}</dt><dd>{pictures.scans}</dd></div><div><dt>{t('erasePages')}</dt><dd>{pictures.pages}</dd></div>
          <div><dt>{t('eraseBlind')}</dt><dd>{pictures.blind}</dd></div><div><dt>{t('eraseCrops')}</dt><dd>{pictures.crops}</dd></div>
        </dl>
        <p>{t('eraseStays', { signed: view.signed })}</p>
        <p class="muted">{t('eraseForever')}</p>
        {obstacles.length > 0 && <ul class="obstacles" aria-label={t('obstacles')}>{obstacles.map((one) => <li key={one}>{one}</li>)}</ul>}
        {request && <p class={waits || request.state === 'failed' ? 'warn' : 'fact'} role="status">{t(STATE[request.state], { name: request.askedBy, at: moment(request.erasedAt ?? request.askedAt), n: request.pictures })}</p>}
        <Problem text={problem.value} />
        {desk === 'municipality' && obstacles.length === 0 && !waits && request?.state !== 'erasing' && <Sure sure={sure}><button type="button" class="main" disabled={busy.value || !sure.value} onClick={() => void ask()}>{t('eraseAsk')}</button></Sure>}
        {desk === 'chair' && waits && <Sure sure={sure}>
          <button type="button" class="main" disabled={busy.value || !sure.value} onClick={() => void say('confirmed')}>{t('eraseConfirm')}</button>
          <button type="button" disabled={busy.value} onClick={() => void say('refused')}>{t('eraseRefuse')}</button>
        </Sure>}
      </section>
    </>
  )
}

function Sure({ sure, children }: { readonly sure: Signal<boolean>; readonly children: ComponentChildren }) {
  return (
    <>
      <label class="check"><input type="checkbox" checked={sure.value} onChange={(event) => { sure.value = event.currentTarget.checked }} />{t('eraseSure')}</label>
      <div class="actions">{children}</div>
    </>
  )
}

/** Tells the chair that the coordinator waits for a word on an erasure. */
export function ErasureBanner() {
  const { data } = useLive<ErasureAsked>('/api/chair/retention/asked')
  return data.value?.asked ? <Link class="banner warn" href="/retention">{t('eraseBanner')}</Link> : null
}

import { useSignal } from '@preact/signals'
import type { DrawFormView } from '../../../api/draw.ts'
import { send } from '../api-client.ts'
import { Modal } from '../parts/modal.tsx'
import { Problem } from '../parts/notice.tsx'
import { ProgressBar } from '../parts/progress-bar.tsx'
import { useAction } from '../parts/use-action.ts'
import { moment, t } from '../text.ts'

type Load = DrawFormView['loads'][number]

/** Who holds how much, how far everybody is, and passing unfinished works on. */
export function Loads({ form, reload }: { form: DrawFormView; reload: () => Promise<void> }) {
  const { problem, busy, run } = useAction()
  const moved = useSignal<number | null>(null)
  const asked = useSignal<Load | null>(null)
  const most = Math.max(1, ...form.loads.map((load) => load.assigned))
  const pass = (path: string, body: object): Promise<void> => run(async () => {
    moved.value = null
    moved.value = (await send<{ moved: number }>('POST', path, body)).moved
    asked.value = null
    await reload()
  })
  const passFrom = (load: Load, body: object): void => void pass(`/api/municipality/people/${load.id}/take-back`, body)
  return (
    <section aria-label={t('loadsTitle')}>
      <h3>{t('loadsTitle')}</h3>
      <Problem text={problem.value} />
      {moved.value !== null && <p class="good" role="status">{t('movedWorks', { n: moved.value })}</p>}
      <table class="stacked" tabIndex={0}>
        <thead><tr><th>{t('expert')}</th><th>{t('school')}</th><th>{t('graded')}</th><th class="number">{t('works')}</th><th>{t('lastAt')}</th><th><span class="hidden">{t('pass')}</span></th></tr></thead>
        <tbody>{form.loads.map((load) => (
          <tr key={load.id} class={load.closed ? 'closed' : undefined}><th scope="row">{load.name}{load.closed && <small>{t('signInClosed')}</small>}</th><td>{load.schoolName}</td>
            <td><div style={{ width: `${Math.round((100 * load.assigned) / most)}%`, minWidth: '2rem' }}><ProgressBar done={load.submitted} total={load.assigned} label={`${t('graded')}: ${load.name}`} /></div></td>
            <td class="number" data-label={t('works')}>{load.submitted} / {load.assigned}{load.cap !== null && <small>{t('cap')} {load.cap}</small>}</td><td data-label={t('lastAt')}>{moment(load.lastAt)}</td>
            <td class="row-actions">{load.forbidden > 0 && <button type="button" class="warn" disabled={busy.value} onClick={() => passFrom(load, { which: 'forbidden' })}>{t('forbiddenNow', { n: load.forbidden })}</button>}
              {load.submitted < load.assigned && <><button type="button" class="quiet" disabled={busy.value} aria-label={`${t('takeSome')}: ${load.name}`} onClick={() => { asked.value = load }}>{t('takeSome')}</button>
                <button type="button" class="quiet" disabled={busy.value} aria-label={`${t('expertLeft')}: ${load.name}`} onClick={() => { if (confirm(t('expertLeftSure', { name: load.name }))) passFrom(load, { which: 'leaves' }) }}>{t('expertLeft')}</button></>}</td></tr>
        ))}</tbody>
      </table>
      {asked.value && <Modal title={asked.value.name} onClose={() => { asked.value = null }}>
        <form onSubmit={(event) => { event.preventDefault(); if (asked.value) passFrom(asked.value, { which: 'some', count: Number(new FormData(event.currentTarget).get('count')) }) }}>
          <label>{t('takeSomeHow')}<input class="short" type="number" name="count" min={1} max={asked.value.assigned - asked.value.submitted} defaultValue="1" required /></label>
          <Problem text={problem.value} />
          <div class="actions"><button type="submit" class="main" disabled={busy.value}>{t('pass')}</button></div>
        </form>
      </Modal>}
    </section>
  )
}

/** Takes back what nobody has touched for some days, from everybody. */
export function Expire({ reload }: { reload: () => Promise<void> }) {
  const { problem, busy, run } = useAction()
  const moved = useSignal<number | null>(null)
  return (
    <details class="card"><summary>{t('expireTitle')}</summary>
      <form class="inline" onSubmit={(event) => {
        event.preventDefault()
        const days = Number(new FormData(event.currentTarget).get('days'))
        void run(async () => {
          moved.value = (await send<{ moved: number }>('POST', '/api/municipality/expire', { days })).moved
          await reload()
        })
      }}>
        <label>{t('expireDays')}<input class="short" type="number" name="days" min={1} max={365} defaultValue="5" required /></label>
        <button type="submit" disabled={busy.value}>{t('expireNow')}</button>
      </form>
      <Problem text={problem.value} />
      {moved.value !== null && <p class="good" role="status">{t('movedWorks', { n: moved.value })}</p>}
    </details>
  )
}

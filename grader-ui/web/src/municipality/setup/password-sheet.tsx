import { useSignal, type Signal } from '@preact/signals'
import type { PasswordSlips } from '../../../../api/setup.ts'
import { send } from '../../api-client.ts'
import { Problem } from '../../parts/notice.tsx'
import { useAction } from '../../parts/use-action.ts'
import { t } from '../../text.ts'

/** One slip a person, two in a row, to be printed, cut and handed out. Nothing of it is kept. */
function PasswordSheet({ sheet }: { sheet: Signal<PasswordSlips | null> }) {
  const slips = sheet.value
  if (!slips) return null
  return (
    <section class="slips-page" aria-label={t('slipsTitle')}>
      <div class="no-print"><h2>{t('slipsTitle')}</h2><p>{t('slipsHint')}</p>
        <div class="actions"><button type="button" class="main" onClick={() => print()}>{t('print')}</button><button type="button" onClick={() => { sheet.value = null }}>{t('slipsDone')}</button></div></div>
      <ul class="slips">{slips.slips.map((slip) => (
        <li key={slip.login}>
          <b>{slip.name}</b><span class="muted">{slip.role}{slip.place && `, ${slip.place}`}</span>
          <dl><div><dt>{t('address')}</dt><dd>{slips.url}</dd></div><div><dt>{t('login')}</dt><dd><code>{slip.login}</code></dd></div><div><dt>{t('firstPassword')}</dt><dd><code>{slip.password}</code></dd></div></dl>
          <small>{t('slipNote')}</small>
        </li>
      ))}</ul>
    </section>
  )
}

export interface Passwords { readonly issue: (accountIds: readonly string[]) => void; readonly busy: boolean; readonly view: preact.JSX.Element; readonly open: boolean }

/** Issuing passwords, and the sheet that shows them once. */
export function usePasswords(onIssued: () => Promise<void>): Passwords {
  const sheet = useSignal<PasswordSlips | null>(null)
  const { problem, busy, run } = useAction()
  const issue = (accountIds: readonly string[]): void => {
    void run(async () => {
      sheet.value = await send<PasswordSlips>('POST', '/api/municipality/passwords', { accountIds })
      await onIssued()
    })
  }
  return { issue, busy: busy.value, open: sheet.value !== null, view: <><Problem text={problem.value} /><PasswordSheet sheet={sheet} /></> }
}

import { useSignal } from '@preact/signals'
import type { Me } from '../../api/session.ts'
import { currentUser, get, send, sessionEnded } from './api-client.ts'
import { t } from './text.ts'

/** The door: login and password, nothing else to decide. */
export function Login() {
  const problem = useSignal<string | null>(null)
  const busy = useSignal(false)
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    busy.value = true
    try {
      await send('POST', '/api/login', { login: form.get('login'), password: form.get('password') })
      currentUser.value = await get<Me>('/api/me')
      sessionEnded.value = false
    } catch (error) {
      problem.value = (error as Error).message
    } finally {
      busy.value = false
    }
  }
  return (
    <main class="door">
      <form onSubmit={(event) => void submit(event)}>
        <h1><img src="/icon.svg" alt="" width="44" height="44" />{t('brand')}</h1>
        <p class="muted">{t('brandLine')}</p>
        {sessionEnded.value && <p class="banner warn" role="status">{t('sessionEnded')}</p>}
        <label>{t('login')}<input name="login" autocomplete="username" autocapitalize="none" required autofocus /></label>
        <label>{t('password')}<input name="password" type="password" autocomplete="current-password" required /></label>
        {problem.value && <p class="problem" role="alert">{problem.value}</p>}
        <button type="submit" class="main" disabled={busy.value}>{t('enter')}</button>
      </form>
    </main>
  )
}

import { useSignal } from '@preact/signals'
import type { z } from 'zod'
import type { signAnswer } from '../../../api/chair.ts'
import { send } from '../api-client.ts'
import { Problem } from '../parts/notice.tsx'
import { t } from '../text.ts'

/** Signing with a key file: it is used once in memory and kept nowhere. */
export function SignForm({ path, onSigned }: { path: string; onSigned: () => Promise<void> }) {
  const problem = useSignal<string | null>(null)
  const busy = useSignal(false)
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    busy.value = true
    try {
      await send<z.infer<typeof signAnswer>>('POST', path, new FormData(event.currentTarget as HTMLFormElement))
      await onSigned()
    } catch (error) {
      problem.value = (error as Error).message
    } finally {
      busy.value = false
    }
  }
  return (
    <form class="card sign" onSubmit={(event) => void submit(event)}>
      <h2>{t('signTitle')}</h2>
      <p class="muted">{t('signHint')}</p>
      <label>{t('keyFile')}<input type="file" name="p12" accept=".p12,.pfx" required /></label>
      <label>{t('keyPassword')}<input type="password" name="password" autocomplete="off" required /></label>
      <Problem text={problem.value} />
      <button type="submit" class="main" disabled={busy.value}>{t('sign')}</button>
    </form>
  )
}

import { useSignal } from '@preact/signals'
import type { z } from 'zod'
import type { drawAnswer } from '../../../api/municipality.ts'
import { send } from '../api-client.ts'
import { Problem } from '../parts/notice.tsx'
import { t } from '../text.ts'

interface Props {
  readonly formId: string; readonly obstacles: readonly string[]; readonly onDrawn: () => Promise<void>
  /** Some works are drawn already: this draws what has come since. */
  readonly again: boolean
}

/** The draw of one subject by a seed that was agreed on in the open; obstacles are said in words. */
export function DrawForm({ formId, obstacles, again, onDrawn }: Props) {
  const problem = useSignal<string | null>(null)
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    const seed = new FormData(event.currentTarget as HTMLFormElement).get('seed')
    try {
      const answer = await send<z.infer<typeof drawAnswer>>('POST', '/api/municipality/draw', { formId, seed })
      problem.value = answer.shortfall.length ? answer.shortfall.join(' ') : null
      await onDrawn()
    } catch (error) {
      problem.value = (error as Error).message
    }
  }
  return (
    <form class="draw" onSubmit={(event) => void submit(event)}>
      {obstacles.length > 0 && <ul class="obstacles" aria-label={t('obstacles')}>{obstacles.map((one) => <li key={one}>{one}</li>)}</ul>}
      <label>{t('seed')}<input name="seed" required maxLength={200} autocomplete="off" placeholder={t('seedHint')} /></label>
      <button type="submit" class="main" disabled={obstacles.length > 0}>{t(again ? 'drawRest' : 'makeDraw')}</button>
      <p class="muted help">{t('seedWhy')}</p>
      <Problem text={problem.value} />
    </form>
  )
}

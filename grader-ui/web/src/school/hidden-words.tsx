import { useSignal } from '@preact/signals'
import type { HiddenWords as Words } from '../../../api/school.ts'
import { send } from '../api-client.ts'
import { Problem } from '../parts/notice.tsx'
import { useAction } from '../parts/use-action.ts'
import { t } from '../text.ts'
import { useLive } from '../use-live.ts'

/** The school's own list of words that may not be read on a blind page, one a line. */
export function HiddenWords() {
  const { data, reload } = useLive<Words>('/api/school/words')
  const action = useAction({ after: reload })
  const saved = useSignal(false)
  if (!data.value) return null
  const { words } = data.value
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const lines = String(new FormData(event.currentTarget as HTMLFormElement).get('words') ?? '').split('\n').map((line) => line.trim()).filter((line) => line !== '')
    void action.run(async () => {
      await send('PUT', '/api/school/words', { words: lines })
      saved.value = true
    })
  }
  return (
    <details class="card">
      <summary>{t('hiddenWordsTitle', { n: words.length })}</summary>
      <form onSubmit={submit} onInput={() => { saved.value = false }}>
        <label>{t('hiddenWordsLabel')}<textarea key={words.join('\n')} name="words" rows={8} spellcheck={false} autocomplete="off" defaultValue={words.join('\n')} /><small class="muted">{t('hiddenWordsHelp')}</small></label>
        <Problem text={action.problem.value} />
        <div class="actions"><button type="submit" disabled={action.busy.value}>{t('hiddenWordsSave')}</button>{saved.value && <span class="good" role="status">{t('hiddenWordsSaved')}</span>}</div>
      </form>
    </details>
  )
}

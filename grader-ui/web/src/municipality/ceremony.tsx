import { useSignal } from '@preact/signals'
import type { DrawFormView } from '../../../api/draw.ts'
import { send } from '../api-client.ts'
import { Problem } from '../parts/notice.tsx'
import { useAction } from '../parts/use-action.ts'
import { moment, t } from '../text.ts'
import { DiceField } from './dice-field.tsx'

function Numbers({ form, reload }: { form: DrawFormView; reload: () => Promise<void> }) {
  const { problem, busy, run } = useAction()
  const promised = form.numbers.filter((one) => one.promised).length
  const revealed = form.numbers.filter((one) => one.revealed).length
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const element = event.currentTarget as HTMLFormElement
    const data = new FormData(element)
    void run(async () => {
      await send('POST', `/api/municipality/draws/${form.formId}/numbers`, { schoolId: data.get('school'), text: data.get('text') })
      element.reset()
      await reload()
    })
  }
  return (
    <details open={promised > 0}><summary>{t('numbersStep')}{promised > 0 && `: ${t('numbersCount', { promised, revealed })}`}</summary>
      <p class="muted">{t('numbersHint')}</p>
      <ul class="numbers">{form.numbers.map((one) => <li key={one.schoolId}>{one.name}: <b class={one.revealed ? 'good' : undefined}>{t(one.revealed ? 'numberRevealed' : one.promised ? 'numberPromised' : 'numberMissing')}</b></li>)}</ul>
      <form class="inline" onSubmit={submit}>
        <label>{t('school')}<select name="school">{form.numbers.map((one) => <option key={one.schoolId} value={one.schoolId}>{one.name}</option>)}</select></label>
        <label>{t('numberFor')}<input name="text" required maxLength={200} autocomplete="off" spellcheck={false} /></label>
        <button type="submit" disabled={busy.value}>{t('takeNumber')}</button>
      </form>
      <Problem text={problem.value} />
    </details>
  )
}

function Dice({ form, reload, refuse }: { form: DrawFormView; reload: () => Promise<void>; refuse: (words: string | null) => void }) {
  const { problem, busy, run } = useAction()
  const hidden = form.numbers.filter((one) => one.promised && !one.revealed).length
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const dice = new FormData(event.currentTarget as HTMLFormElement).get('dice')
    void run(async () => {
      const answer = await send<{ shortfall: string[] }>('POST', '/api/municipality/draw', { formId: form.formId, dice })
      refuse(answer.shortfall.length > 0 ? answer.shortfall.join(' ') : null)
      await reload()
    })
  }
  return (
    <form onSubmit={submit}>
      {hidden > 0 && <p class="warn">{t('unrevealed', { n: hidden })}</p>}
      <DiceField button={t('makeDraw')} disabled={busy.value} />
      <Problem text={problem.value} />
    </form>
  )
}

/** The first draw of a subject in three steps: numbers of the schools, the published manifest, the dice. */
export function Ceremony({ form, reload }: { form: DrawFormView; reload: () => Promise<void> }) {
  const { problem, busy, run } = useAction()
  const shortfall = useSignal<string | null>(null)
  const ready = form.freeze !== null && !form.freeze.stale
  return (
    <ol class="ceremony" aria-label={t('ceremony')}>
      <li><Numbers form={form} reload={reload} /></li>
      <li><h3>{t('freezeStep')}</h3>
        {form.freeze && <p class={form.freeze.stale ? 'warn' : 'good'}>{form.freeze.stale ? t('frozenStale') : t('frozen', { at: moment(form.freeze.at) })} <code class="hash">{form.freeze.sha256}</code></p>}
        {!ready && <p class="muted">{t('freezeHint')}</p>}
        <Problem text={problem.value} />
        <button type="button" class={ready ? 'quiet' : form.shortages.length > 0 ? undefined : 'main'} disabled={busy.value || form.obstacles.length > 0} onClick={() => void run(async () => { await send('POST', `/api/municipality/draws/${form.formId}/freeze`); await reload() })}>
          {t(form.freeze ? 'freezeAgain' : 'freezeNow')}</button>
      </li>
      <li><h3>{t('diceStep')}</h3>{ready ? <Dice form={form} reload={reload} refuse={(words) => { shortfall.value = words }} /> : <p class="muted">{t('diceHint')}</p>}<Problem text={shortfall.value} /></li>
    </ol>
  )
}

import type { MarkingRules } from '../../../api/quality.ts'
import { t, type TextKey } from '../text.ts'

const NUMBERS = [['seedPercent', 'ruleSeeds', 30], ['repeatPercent', 'ruleRepeats', 20], ['taskTolerance', 'ruleTask', 20], ['totalTolerance', 'ruleTotal', 50], ['stopAfter', 'ruleStop', 20]] as const satisfies
  readonly (readonly [keyof MarkingRules, TextKey, number])[]

/** `2026-05-20T18:00` of the browser's own time, as the date field wants it. */
const asLocal = (iso: string | null): string => {
  if (iso === null) return ''
  const at = new Date(iso)
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

/** What the campaign asks of the experts' marking. */
export function RulesForm({ rules, onSave }: { rules: MarkingRules; onSave: (rules: MarkingRules) => Promise<void> }) {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    const value = (name: string): number => Number(form.get(name))
    const deadline = String(form.get('deadline'))
    void onSave({
      deadline: deadline === '' ? null : new Date(deadline).toISOString(), seedPercent: value('seedPercent'), repeatPercent: value('repeatPercent'),
      taskTolerance: value('taskTolerance'), totalTolerance: value('totalTolerance'), stopAfter: value('stopAfter'), showOthers: form.get('showOthers') === 'on' ? 'after-third' : 'never',
    })
  }
  return (
    <form class="card" onSubmit={submit}>
      <h2>{t('rulesTitle')}</h2>
      <div class="cards">
        <label>{t('ruleDeadline')}<input type="datetime-local" name="deadline" defaultValue={asLocal(rules.deadline)} /></label>
        {NUMBERS.map(([name, words, most]) => <label key={name}>{t(words)}<input type="number" name={name} min={0} max={most} required defaultValue={String(rules[name])} /></label>)}
      </div>
      <label class="check"><input type="checkbox" name="showOthers" defaultChecked={rules.showOthers === 'after-third'} /> {t('ruleOthers')}</label>
      <button type="submit" class="main">{t('saveRules')}</button>
    </form>
  )
}

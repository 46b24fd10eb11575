import { useSignal } from '@preact/signals'
import type { ImportAnswer } from '../../../../api/setup.ts'
import { send } from '../../api-client.ts'
import { Problem } from '../../parts/notice.tsx'
import { useAction } from '../../parts/use-action.ts'
import { t } from '../../text.ts'

const CHANGES = { new: 'changeNew', changed: 'changeChanged', same: 'changeSame' } as const

/** A table is looked at first: what every row would do and what is wrong with it; it counts only when it is taken. */
export function ImportPanel({ path, hint, onApplied }: { path: string; hint: string; onApplied: () => Promise<void> }) {
  const file = useSignal<File | null>(null)
  const answer = useSignal<ImportAnswer | null>(null)
  const { problem, busy, run } = useAction()
  const ask = (chosen: File, apply: boolean): Promise<void> => run(async () => {
    const form = new FormData()
    form.append('file', chosen, chosen.name)
    answer.value = null
    file.value = chosen
    answer.value = await send<ImportAnswer>('POST', `${path}/import?apply=${apply}`, form)
    if (apply) {
      file.value = null
      await onApplied()
    }
  })
  const count = (kind: ImportAnswer['rows'][number]['change']): number => answer.value?.rows.filter((row) => row.change === kind).length ?? 0
  const toApply = count('new') + count('changed')
  return (
    <details class="card import" open={answer.value !== null || undefined}>
      <summary>{t('importTitle')}</summary>
      <p class="muted">{hint}</p>
      <div class="actions">
        <label class="button">{t('chooseTable')}<input class="file" type="file" accept=".xlsx,.csv" onChange={(event) => {
          const input = event.currentTarget
          const chosen = input.files?.[0]
          if (chosen) void ask(chosen, false).then(() => { input.value = '' })
        }} /></label>
        <a href={`${path}/sample`} download>{t('sampleTable')}</a>
      </div>
      <Problem text={problem.value} />
      {answer.value && <div aria-live="polite">
        {answer.value.applied ? <p class="good">{t('appliedRows', { added: count('new'), changed: count('changed') })}</p> : <h2>{t('previewTitle')}{file.value && <small class="muted"> {file.value.name}</small>}</h2>}
        {answer.value.problems.length > 0 && <><p class="problem-text">{t('problemsInRows', { n: answer.value.problems.length })}</p>
          <ul class="reasons">{answer.value.problems.map((one) => <li key={`${one.row}${one.message}`}><b>{t('rowN', { n: one.row })}</b>: {one.message}</li>)}</ul></>}
        {!answer.value.applied && answer.value.rows.length > 0 && <table tabIndex={0}>
          <thead><tr><th class="number">{t('rowNumber')}</th><th>{t('what')}</th><th>{t('whatHappens')}</th></tr></thead>
          <tbody>{answer.value.rows.map((row) => <tr key={row.row}><td class="number">{row.row}</td><th scope="row">{row.name}</th><td><b class={`change ${row.change}`}>{t(CHANGES[row.change])}</b> {row.change !== 'same' && row.details}</td></tr>)}</tbody>
        </table>}
        {!answer.value.applied && (toApply > 0 && file.value
          ? <button type="button" class="main" disabled={busy.value} onClick={() => { if (file.value) void ask(file.value, true) }}>{t('applyRows', { n: toApply })}</button>
          : <p class="muted">{t('nothingToApply')}</p>)}
      </div>}
    </details>
  )
}

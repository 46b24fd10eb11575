import { useSignal } from '@preact/signals'
import type { CriteriaList } from '../../../api/quality.ts'
import { send, upload } from '../api-client.ts'
import { Problem } from '../parts/notice.tsx'
import { t } from '../text.ts'
import { useLive } from '../use-live.ts'

/** The criteria of a subject, variant by variant: attach a PDF, and say on which page each task's stand. */
export function CriteriaCard({ form }: { form: string }) {
  const { data, reload } = useLive<CriteriaList>(`/api/chair/criteria/${form}`)
  const problem = useSignal<string | null>(null)
  const run = async (act: () => Promise<unknown>): Promise<void> => {
    try {
      problem.value = null
      await act()
      await reload()
    } catch (error) {
      problem.value = (error as Error).message
    }
  }
  const attach = (variant: string, file: File | undefined): void => {
    if (!file) return
    const body = new FormData()
    body.append('variant', variant)
    body.append('file', file)
    void run(() => upload({ path: `/api/chair/criteria/${form}`, form: body, onProgress: () => undefined }))
  }
  const save = (event: SubmitEvent, id: string): void => {
    event.preventDefault()
    const fields = [...new FormData(event.currentTarget as HTMLFormElement)].map(([task, page]) => [task, Number(page)] as const).filter(([, page]) => page > 0)
    void run(() => send('PUT', `/api/chair/criteria/${form}/${id}/tasks`, { tasks: Object.fromEntries(fields) }))
  }
  if (!data.value) return null
  const { variants, tasks, criteria } = data.value
  return (
    <section aria-label={t('criteriaTitle')}>
      <h3>{t('criteriaTitle')}</h3>
      <p class="muted">{t('criteriaWhy')}</p>
      <Problem text={problem.value} />
      {variants.map((variant) => {
        const own = criteria.find((one) => one.variant === variant)
        return (
          <div key={variant} class="criteria-row">
            <label>{t('variantN', { n: variant })}: {own ? <span class={own.state === 'refused' ? 'problem-text' : 'muted'}>{own.problem ?? t(own.state === 'waiting' ? 'criteriaWait' : 'criteriaDrawn', { n: own.pages })}</span> : <span class="muted">{t('criteriaNone')}</span>}
              <input type="file" accept="application/pdf,.pdf" onChange={(event) => attach(variant, event.currentTarget.files?.[0])} /></label>
            {own?.state === 'drawn' && (
              <details><summary>{t('criteriaPages')}</summary>
                <form class="criteria-tasks" onSubmit={(event) => save(event, own.id)}>
                  {tasks.map((task) => <label key={task}>{task}<input type="number" name={task} min={1} max={own.pages} defaultValue={String(own.tasks[task] ?? '')} /></label>)}
                  <button type="submit">{t('saveAgreed')}</button>
                </form>
              </details>
            )}
          </div>
        )
      })}
    </section>
  )
}

import { useSignal } from '@preact/signals'
import type { FormAnswer, FormView } from '../../../../api/setup.ts'
import { send } from '../../api-client.ts'
import { Empty, Problem, Waiting } from '../../parts/notice.tsx'
import { useAction } from '../../parts/use-action.ts'
import { t } from '../../text.ts'
import { useLive } from '../../use-live.ts'

const PATH = '/api/municipality/forms'

/** The forms of the works: a file and a blank together, every problem told by its place in the file. */
export function FormsPage() {
  const { data, problem, reload } = useLive<{ forms: FormView[] }>(PATH)
  const answer = useSignal<FormAnswer | null>(null)
  const action = useAction()
  if (!data.value) return <Waiting title={t('forms')} problem={problem.value} />
  const { forms } = data.value
  const sendFiles = (files: readonly File[]): Promise<void> => action.run(async () => {
    const form = new FormData()
    for (const file of files) form.append('file', file, file.name)
    answer.value = null
    answer.value = await send<FormAnswer>('POST', PATH, form)
    await reload()
  })
  return (
    <>
      <h1>{t('forms')}{forms.length > 0 && <small>{t('formsCount', { n: forms.length })}</small>}</h1>
      {forms.length === 0 && <Empty title={t('noFormsYet')}>{t('noFormsHint')}</Empty>}
      <section class="drop" aria-label={t('chooseForms')}>
        <p class="muted">{t('formsKinds')}</p>
        <label class="button main">{t('chooseForms')}<input type="file" multiple accept=".json,.pdf" onChange={(event) => {
          const input = event.currentTarget
          if (input.files?.length) void sendFiles([...input.files]).then(() => { input.value = '' })
        }} /></label>
      </section>
      <Problem text={action.problem.value} />
      {answer.value && <div aria-live="polite">
        {answer.value.stored.map((one) => <p key={one.title} class="good">{one.title} — {t(one.replaced ? 'formReplaced' : 'formStored')}</p>)}
        {answer.value.problems.length > 0 && <><p class="problem-text">{t('formProblems')}</p><ul class="reasons">{answer.value.problems.map((one) => (
          <li key={`${one.file}${one.path}${one.message}`}><b>{one.file}</b>, <code>{one.path || t('wholeFile')}</code>: {one.message}</li>))}</ul></>}
      </div>}
      <div class="cards">{forms.map((form) => (
        <article key={form.id} class="card">
          <h2>{form.title}</h2>
          <p>{t('formFacts', { pages: form.pages, tasks: form.tasks, total: form.maxTotal })}{!form.hasBorders && <><br /><span class="warn">{t('noBorders')}</span></>}</p>
          <p class="muted"><code>{form.id}</code> · {form.blanks.join(', ')}</p>
          <p class={form.able < 2 ? 'warn' : undefined}>{t('ableExperts', { n: form.able })}</p>
          {form.inUse ? <p class="muted">{t('inUse')}</p> : <button type="button" aria-label={`${t('remove')}: ${form.title}`} disabled={action.busy.value} onClick={() => void action.run(async () => { await send('DELETE', `${PATH}/${form.id}`); await reload() })}>{t('remove')}</button>}
        </article>
      ))}</div>
    </>
  )
}

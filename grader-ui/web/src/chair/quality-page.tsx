import { useSignal } from '@preact/signals'
import { Link } from 'wouter-preact'
import type { z } from 'zod'
import type { dealtAnswer, QualityView } from '../../../api/quality.ts'
import { send } from '../api-client.ts'
import { Problem, Waiting } from '../parts/notice.tsx'
import { language, t } from '../text.ts'
import { useLive } from '../use-live.ts'
import { CriteriaCard } from './criteria-card.tsx'
import { RulesForm } from './rules-form.tsx'

type FormQuality = QualityView['forms'][number]
type Expert = FormQuality['experts'][number]

const number = (value: number | null, signed = false): string =>
  (value === null ? '—' : `${signed && value > 0 ? '+' : ''}${value.toLocaleString(language.value, { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`)
const outcome = ({ works, failed }: Expert['seed']): string => (works === 0 ? t('noneJudged') : t('failedOf', { failed, works }))

function Experts({ form, onResume }: { form: FormQuality; onResume: (expert: string) => void }) {
  if (form.experts.length === 0) return <p class="muted">{t('noChecksYet')}</p>
  return (
    <div class="scroll"><table>
      <thead><tr><th>{t('expert')}</th><th>{t('practiceWorks')}</th><th>{t('seedWorks')}</th><th class="number">{t('meanApart')}</th><th class="number">{t('biasOf')}</th><th class="number">{t('ownNoise')}</th><th>{t('state')}</th></tr></thead>
      <tbody>{form.experts.map((expert) => (
        <tr key={expert.id} class={expert.stopped ? 'attention' : undefined}>
          <th scope="row">{expert.name}</th><td>{outcome(expert.practice)}</td><td>{outcome(expert.seed)}</td>
          <td class="number">{number(expert.seed.meanApart)}</td><td class="number">{number(expert.seed.bias, true)}</td><td class="number">{number(expert.repeat.meanApart)}</td>
          <td>{expert.stopped ? <><span class="warn">{t('isStopped')}</span> <button type="button" onClick={() => onResume(expert.id)}>{t('letGoOn')}</button></> : t('goesOn')}</td>
        </tr>
      ))}</tbody>
    </table></div>
  )
}

/** How the experts keep to the criteria: rules, practice works and seeds with agreed scores, results, and who is stopped. */
export function QualityPage() {
  const { data, problem, reload } = useLive<QualityView>('/api/chair/quality')
  const said = useSignal<{ readonly good: string | null; readonly bad: string | null }>({ good: null, bad: null })
  if (!data.value) return <Waiting title={t('qualityTitle')} problem={problem.value} />
  const { apart } = data.value
  const run = async (act: () => Promise<string | null>): Promise<void> => {
    try {
      said.value = { good: await act(), bad: null }
      await reload()
    } catch (error) {
      said.value = { good: null, bad: (error as Error).message }
    }
  }
  const deal = (form: string): Promise<void> => run(async () => {
    const { dealt, experts } = await send<z.infer<typeof dealtAnswer>>('POST', `/api/chair/quality/${form}/deal`)
    return t('dealtTo', { n: dealt, experts })
  })
  const resume = (form: string, expert: string): Promise<void> => run(async () => { await send('POST', `/api/chair/quality/${form}/experts/${expert}/resume`); return null })
  const stopped = [...new Set(data.value.forms.flatMap((form) => form.experts.filter((one) => one.stopped).map((one) => one.name)))]
  return (
    <>
      <h1>{t('qualityTitle')}</h1>
      <p>{t('qualityWhy')}</p>
      {apart && <p class="muted">{t('noChecksApart')}</p>}
      {stopped.length > 0 && <p class="banner warn" role="status">{t('stoppedBanner', { names: stopped.join(', ') })}</p>}
      {said.value.good && <p class="banner good" role="status">{said.value.good}</p>}
      <Problem text={said.value.bad} />
      {data.value.forms.map((form) => (
        <article key={form.formId} class="card" aria-label={form.title}>
          <h2>{form.title}</h2>
          <p>{t('practiceN', { n: form.practice })} · {t('seedsN', { n: form.seeds })}</p>
          {form.practice + form.seeds === 0 && !apart && <p class="muted">{t('noAgreed')}</p>}
          <div class="actions">
            {form.works > 0 && <Link class="button main" href={`/quality/${form.formId}`}>{t('chooseWorks')}</Link>}
            {form.practice + form.seeds > 0 && !apart && <button type="button" onClick={() => void deal(form.formId)}>{t('dealNow')}</button>}
          </div>
          <CriteriaCard form={form.formId} />
          {form.late.length > 0 && <p class="muted">{t('lateScores', { names: form.late.map(({ name, scores }) => `${name} — ${scores}`).join(', ') })}</p>}
          <Experts form={form} onResume={(expert) => void resume(form.formId, expert)} />
        </article>
      ))}
      <RulesForm rules={data.value.rules} onSave={(rules) => run(async () => { await send('PUT', '/api/chair/quality/rules', rules); return t('rulesSaved') })} />
    </>
  )
}

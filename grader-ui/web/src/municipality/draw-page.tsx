import { Link } from 'wouter-preact'
import { useSignal } from '@preact/signals'
import type { DrawFormView, DrawForms } from '../../../api/draw.ts'
import { send } from '../api-client.ts'
import { Empty, Problem, Waiting } from '../parts/notice.tsx'
import { useAction } from '../parts/use-action.ts'
import { language, moment, t } from '../text.ts'
import { useLive } from '../use-live.ts'
import { Ceremony } from './ceremony.tsx'
import { Expire, Loads } from './loads.tsx'

/** What is to be drawn, and whether it can be: said before anybody throws dice. */
function Ground({ form, reload }: { form: DrawFormView; reload: () => Promise<void> }) {
  return (
    <>
      <p>{t('groundFacts', { waiting: form.waiting, works: form.works, schools: form.schools, experts: form.experts })} {form.meanLoad !== null && t('meanLoad', { n: form.meanLoad.toLocaleString(language.value) })}</p>
      {form.parts > 0 && <p class="muted">{t('partsFacts', { parts: form.parts })}</p>}
      {form.chosen.bySample + form.chosen.byDecision + form.chosen.left > 0 && <p class="muted">{t('chosenFacts', { bySample: form.chosen.bySample, byDecision: form.chosen.byDecision, left: form.chosen.left })}</p>}
      {form.chosen.beingCut > 0 && form.waiting === 0 && <p class="muted">{t('beingCutFacts', { n: form.chosen.beingCut })}</p>}
      {form.chosen.uncut > 0 && <Uncut form={form} reload={reload} />}
      {form.chosen.keptBack > 0 && <p class="muted">{t('keptBackFacts', { n: form.chosen.keptBack })}</p>}
      {form.undeclared.length > 0 && <p class="warn">{t('undeclaredNames', { names: form.undeclared.join(', ') })}</p>}
      {form.waiting > 0 && form.obstacles.length > 0 && <ul class="obstacles" aria-label={t('obstacles')}>{form.obstacles.map((one) => <li key={one}>{one}</li>)}</ul>}
      {form.waiting > 0 && (form.shortages.length > 0
        ? <><p class="problem-text">{t('notEnough')}</p><ul class="reasons">{form.shortages.map((one) => <li key={one}>{one}</li>)}</ul></>
        : form.obstacles.length === 0 && <p class="good">{t('enough')}</p>)}
    </>
  )
}

function Uncut({ form, reload }: { form: DrawFormView; reload: () => Promise<void> }) {
  const { problem, busy, run } = useAction({ after: reload })
  return (
    <>
      <p class="warn">{t('uncutFacts', { n: form.chosen.uncut })} {form.uncutWhy.length > 0 && t('uncutWhy', { why: form.uncutWhy.join('; ') })} <button type="button" disabled={busy.value} onClick={() => void run(() => send('POST', `/api/municipality/draws/${form.formId}/cut-again`))}>{t('cutAgain')}</button></p>
      <Problem text={problem.value} />
    </>
  )
}

function Drawn({ form, draw, reload }: { form: DrawFormView; draw: NonNullable<DrawFormView['draw']>; reload: () => Promise<void> }) {
  const { problem, busy, run } = useAction()
  const shortfall = useSignal<string | null>(null)
  const again = (): Promise<void> => run(async () => {
    const answer = await send<{ shortfall: string[] }>('POST', '/api/municipality/draw', { formId: form.formId })
    shortfall.value = answer.shortfall.length > 0 ? answer.shortfall.join(' ') : null
    await reload()
  })
  return (
    <>
      <p class="fact">{t('drawnAt', { at: moment(draw.at) })} {t('laterDraws', { late: draw.late, redrawn: draw.redrawn, thirds: draw.thirds })}
        <small>{t('ofManifest')} <code class="hash">{draw.manifestSha256}</code></small>
        <small>{draw.seed === null ? t('seedLater') : <>{t('seedIs')} <code class="hash">{draw.seed}</code></>}</small></p>
      {draw.chances && <p class="muted">{t('guessChances', { expert: Math.round(100 * draw.chances.expertOfWork), school: Math.round(100 * draw.chances.schoolOfWork), draws: draw.chances.draws })}</p>}
      <p class="actions"><a class="button" href={`/api/municipality/draws/${form.formId}/record.pdf`} target="_blank">{t('recordPdf')}</a>{draw.public && <Link class="button" href="/public">{t('publicPage')}</Link>}</p>
      {form.obstacles.length === 0 && <button type="button" class="main" disabled={busy.value} onClick={() => void again()}>{form.waiting > 0 ? t('drawLate', { n: form.waiting }) : t('drawThirds')}</button>}
      <Problem text={problem.value ?? shortfall.value} />
      <Loads form={form} reload={reload} />
    </>
  )
}

/** The draw of each subject: what stands in the way, the public ceremony, and who holds how much afterwards. */
export function DrawPage() {
  const { data, problem, reload } = useLive<DrawForms>('/api/municipality/draws')
  if (!data.value) return <Waiting title={t('drawPage')} problem={problem.value} />
  const { forms } = data.value
  return (
    <>
      <h1>{t('drawPage')}</h1>
      {forms.length === 0 && <Empty title={t('nothingToDraw')}>{t('nothingToDrawHint')}</Empty>}
      {forms.map((form) => (
        <section key={form.formId} class="card" aria-label={form.title}>
          <h2>{form.title}</h2>
          <Ground form={form} reload={reload} />
          {form.draw ? <Drawn form={form} draw={form.draw} reload={reload} /> : <Ceremony form={form} reload={reload} />}
        </section>
      ))}
      {forms.some((form) => form.loads.length > 0) && <Expire reload={reload} />}
    </>
  )
}

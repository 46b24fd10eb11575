import { useSignal } from '@preact/signals'
import type { ResultsAnswer, SampleForm, SampleView } from '../../../api/sample.ts'
import type { SchoolView } from '../../../api/setup.ts'
import { send } from '../api-client.ts'
import { Modal } from '../parts/modal.tsx'
import { Empty, Problem, Waiting } from '../parts/notice.tsx'
import { useAction } from '../parts/use-action.ts'
import { moment, t } from '../text.ts'
import { useLive } from '../use-live.ts'
import { SampleDrawing } from './sample-drawing.tsx'
import { SignPlot } from './sign-plot.tsx'

type School = SampleForm['schools'][number]
const PATH = '/api/municipality/sample'

function ResultsUpload({ reload }: { reload: () => Promise<void> }) {
  const { data } = useLive<{ schools: SchoolView[] }>('/api/municipality/schools')
  const answer = useSignal<ResultsAnswer | null>(null)
  const { problem, run } = useAction()
  return (
    <details class="card"><summary>{t('riskUpload')}</summary>
      <p class="muted">{t('riskUploadHint')}</p>
      <form class="inline" onChange={(event) => {
        const input = event.target as HTMLInputElement
        if (input.type !== 'file' || !input.files?.length) return
        const form = new FormData(event.currentTarget)
        const files = new FormData()
        for (const file of input.files) files.append('file', file, file.name)
        void run(async () => {
          answer.value = await send<ResultsAnswer>('POST', `${PATH}/results?school=${encodeURIComponent(String(form.get('school')))}&year=${String(form.get('year'))}`, files)
          input.value = ''
          await reload()
        })
      }}>
        <label>{t('school')}<select name="school">{(data.value?.schools ?? []).map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}</select></label>
        <label>{t('riskYear')}<select name="year"><option value="this">{t('yearThis')}</option><option value="last">{t('yearLast')}</option></select></label>
        <label class="button">{t('chooseResults')}<input class="file" type="file" multiple accept=".xlsx" /></label>
      </form>
      <Problem text={problem.value} />
      <ul class="answers" aria-live="polite">{answer.value?.files.map((one) => <li key={one.name} class={one.accepted ? '' : 'bad'}><b>{one.name}</b> — {one.message}</li>)}</ul>
    </details>
  )
}

function Decide({ form, school, onDone }: { form: SampleForm; school: School; onDone: () => Promise<void> }) {
  const { problem, busy, run } = useAction()
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const data = new FormData(event.currentTarget as HTMLFormElement)
    void run(async () => {
      await send('POST', `${PATH}/decisions`, { schoolId: school.schoolId, formId: form.formId, decision: data.get('decision'), reason: data.get('reason') })
      await onDone()
    })
  }
  return (
    <Modal title={school.name} onClose={() => void onDone()}>
      <form onSubmit={submit}>
        <label class="check"><input type="radio" name="decision" value="recheck" required defaultChecked={school.byRule} />{t('decideRecheck')}</label>
        <label class="check"><input type="radio" name="decision" value="leave" required />{t('decideLeave')}</label>
        <label>{t('decideReason')}<input name="reason" required minLength={3} maxLength={1000} autocomplete="off" /></label>
        <p class="muted">{t('decideKept')}</p>
        <Problem text={problem.value} />
        <div class="actions"><button type="submit" class="main" disabled={busy.value}>{t('save')}</button></div>
      </form>
    </Modal>
  )
}

function Risks({ form, reload }: { form: SampleForm; reload: () => Promise<void> }) {
  const asked = useSignal<School | null>(null)
  return (
    <section class="card" aria-label={form.title}>
      <h2>{form.title}</h2>
      {form.participants === 0 ? <p class="muted">{t('noResultsYet')}</p> : <p>{t('sampleFacts', { participants: form.participants, sampled: form.sampled })}<br /><b>{form.shows}</b></p>}
      {form.schools.some(({ signs }) => signs.length > 0) && <p class="muted">{t('signsLegend')}</p>}
      {form.schools.length > 0 && <table class="stacked" tabIndex={0}>
        <thead><tr><th>{t('school')}</th><th class="number">{t('participants')}</th><th>{t('signs')}</th><th class="number">{t('inSample')}</th><th>{t('decision')}</th></tr></thead>
        <tbody>{form.schools.map((school) => (
          <tr key={school.schoolId}><th scope="row">{school.name}{!school.lastYear && <small>{t('noLastYear')}</small>}</th><td class="number" data-label={t('participants')}>{school.participants}</td>
            <td>{school.signs.length === 0 ? <span class="muted">{t('noSigns')}</span> : <ul class="signs">{school.signs.map((sign) => (
              <li key={sign.type}>{sign.sentence} {sign.byRule && <small class="muted">{t('byOrder')}</small>}<SignPlot sign={sign} /></li>))}</ul>}</td>
            <td class="number" data-label={t('inSample')}>{school.sampled}</td>
            <td>{school.decision && <>{t(school.decision.decision === 'recheck' ? 'decideRecheck' : 'decideLeave')}<small>{school.decision.reason} — {school.decision.by}, {moment(school.decision.at)}</small></>}
              <button type="button" aria-label={`${t('decide')}: ${school.name}`} onClick={() => { asked.value = school }}>{t('decide')}</button></td></tr>
        ))}</tbody>
      </table>}
      {asked.value && <Decide form={form} school={asked.value} onDone={async () => { asked.value = null; await reload() }} />}
    </section>
  )
}

/** Which schools and works are rechecked: signs with a decision at each school, the random sample, and what it can show. */
export function SamplePage() {
  const { data, problem, reload } = useLive<SampleView>(PATH)
  if (!data.value) return <Waiting title={t('sample')} problem={problem.value} />
  const view = data.value
  return (
    <>
      <h1>{t('sample')}</h1>
      <p class="muted">{t('sampleLead')}</p>
      {view.forms.length === 0 && <Empty title={t('noFormsYet')}>{t('noFormsHint')}</Empty>}
      {view.forms.length > 0 && <ResultsUpload reload={reload} />}
      {view.forms.map((form) => <Risks key={form.formId} form={form} reload={reload} />)}
      {view.forms.some((form) => form.participants > 0) && <SampleDrawing view={view} reload={reload} />}
    </>
  )
}

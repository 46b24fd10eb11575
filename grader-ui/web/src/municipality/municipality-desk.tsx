import { Link } from 'wouter-preact'
import type { MunicipalityOverview } from '../../../api/municipality.ts'
import type { SetupSteps } from '../../../api/setup.ts'
import { Empty, Problem, Waiting } from '../parts/notice.tsx'
import { ProgressBar } from '../parts/progress-bar.tsx'
import { Waits } from '../parts/waits.tsx'
import { t } from '../text.ts'
import { useLive } from '../use-live.ts'
import { OpeningsBanner } from './openings-page.tsx'
import { Steps } from './steps.tsx'

type FormProgress = MunicipalityOverview['forms'][number]

function Schools({ form }: { form: FormProgress }) {
  return (
    <table tabIndex={0}>
      <thead><tr><th>{t('school')}</th><th class="number">{t('files')}</th><th class="number">{t('pages')}</th><th class="number">{t('doubts')}</th><th class="number">{t('stepStaged')}</th>
        <th class="number">{t('stepReleased')}</th><th class="number">{t('stepAnonymised')}</th>{form.schools.some((school) => school.left > 0) && <th class="number">{t('notChosen')}</th>}<th class="number">{t('stepDrawn')}</th><th class="number">{t('stepGraded')}</th></tr></thead>
      <tbody>{form.schools.map((school) => (
        <tr key={school.schoolId}><th scope="row">{school.name}</th><td class="number">{school.files}</td><td class="number">{school.pages}</td>
          <td class={school.openDoubts ? 'number warn' : 'number'}>{school.openDoubts}</td><td class="number">{school.staged}</td><td class="number">{school.released}</td>
          <td class="number">{school.anonymised}</td>{form.schools.some((one) => one.left > 0) && <td class="number">{school.left}</td>}<td class="number">{school.drawn}</td><td class="number">{school.graded}</td></tr>
      ))}</tbody>
    </table>
  )
}

const Experts = ({ form }: { form: FormProgress }) => (
  <table tabIndex={0}>
    <thead><tr><th>{t('expert')}</th><th>{t('school')}</th><th>{t('graded')}</th><th class="number">{t('works')}</th></tr></thead>
    <tbody>{form.experts.map((expert) => (
      <tr key={expert.name + expert.schoolName}><th scope="row">{expert.name}</th><td>{expert.schoolName}</td>
        <td><ProgressBar done={expert.submitted} total={expert.assigned} label={t('graded')} /></td><td class="number">{expert.submitted} / {expert.assigned}</td></tr>
    ))}</tbody>
  </table>
)

const Drawn = ({ draw }: { draw: NonNullable<FormProgress['draw']> }) => (
  <p class="fact">{t('drawnBy', { works: draw.works, n: draw.assignments })}<small>{t('ofManifest')} <code class="hash">{draw.manifestSha256}</code></small></p>
)

function Campaign({ form }: { form: FormProgress }) {
  return (
    <section class="campaign" aria-label={form.title}>
      <h2>{form.title}</h2>
      <Schools form={form} />
      {form.draw && <Drawn draw={form.draw} />}
      {form.apart && <p class={form.apart.fewest < form.apart.needed ? 'warn' : 'muted'}>{t('schoolsApart', { n: form.apart.fewest, needed: form.apart.needed })}</p>}
      <Waits reasons={form.waits} />
      {!form.draw && form.obstacles.length > 0 && <ul class="obstacles" aria-label={t('obstacles')}>{form.obstacles.map((one) => <li key={one}>{one}</li>)}</ul>}
      {form.obstacles.length === 0 && <p><Link class="button main" href="/draw">{t('toDraw')}</Link></p>}
      {form.experts.length > 0 && <details open={form.draw !== null}><summary>{t('expertLoad')}</summary><Experts form={form} /></details>}
    </section>
  )
}

/** The municipal coordinator's first screen: what is done and what is next; how far every school and every expert is. */
export function MunicipalityDesk() {
  const way = useLive<SetupSteps>('/api/municipality/steps')
  const { data, problem } = useLive<MunicipalityOverview>('/api/municipality/overview')
  if (!way.data.value) return <Waiting title={t('progress')} problem={way.problem.value} />
  const { steps } = way.data.value
  const isNew = steps[0]?.state === 'now'
  if (!data.value) return <><h1>{t('progress')}</h1><Steps steps={steps} />{!isNew && <Problem text={problem.value} />}</>
  return (
    <>
      <h1>{t('progress')}<small>{data.value.campaignTitle}</small></h1>
      <Steps steps={steps} />
      <OpeningsBanner />
      {data.value.forms.length === 0 && <Empty title={t('noForms')} />}
      {data.value.forms.map((form) => <Campaign key={form.formId} form={form} />)}
    </>
  )
}

import { useSignal } from '@preact/signals'
import type { SchoolOverview, SchoolWork, schoolWorks } from '../../../api/school.ts'
import type { z } from 'zod'
import { Link } from 'wouter-preact'
import { Empty, Problem, Waiting } from '../parts/notice.tsx'
import { t } from '../text.ts'
import { useLive } from '../use-live.ts'
import { Repairs } from './repairs.tsx'

const STATE = { staged: 'workStaged', released: 'workReleased', anonymised: 'workAnonymised', withdrawn: 'workWithdrawn' } as const

function WorkRow({ work }: { work: SchoolWork }) {
  const missing = work.pages.filter((page) => page.pageId === null).map((page) => page.formPage)
  return (
    <tr class={missing.length || work.openDoubts ? 'attention' : undefined}>
      <th scope="row" class="code">{work.participantCode}</th>
      <td>{work.variant ?? '—'}</td>
      <td><span class="leaves" aria-label={t('pages')}>{work.pages.map((page) => (
        page.pageId
          ? <Link key={page.formPage} href={`/pages/${page.pageId}`} title={t('formPage', { n: page.formPage })}>{page.formPage}</Link>
          : <span key={page.formPage} class="hole" title={t('pageMissing', { n: page.formPage })}>{page.formPage}</span>
      ))}</span></td>
      <td class="number">{work.total ?? '—'}</td><td class="number">{work.mark ?? '—'}</td>
      <td>{t(STATE[work.state])}</td>
      <td>{[...missing.map((n) => t('pageMissing', { n })), ...(work.openDoubts ? [t('doubtsOpen', { n: work.openDoubts })] : []), ...work.notes].join('; ')}</td>
    </tr>
  )
}

function WorksOfForm({ formId }: { formId: string }) {
  const { data, problem, reload } = useLive<z.infer<typeof schoolWorks>>(`/api/school/works?form=${encodeURIComponent(formId)}`)
  if (!data.value) return problem.value ? <Problem text={problem.value} /> : <p class="empty" role="status">{t('loading')}</p>
  const { works, missingCodes, classes } = data.value
  return (
    <>
      {classes.length > 0 && <table class="classes" tabIndex={0}><caption>{t('byClass')}</caption>
        <thead><tr><th>{t('classNumber')}</th><th class="number">{t('declared')}</th><th class="number">{t('found')}</th><th class="number">{t('complete')}</th><th>{t('notFound')}</th></tr></thead>
        <tbody>{classes.map((one) => (
          <tr key={one.classNumber} class={one.complete < one.declared ? 'attention' : undefined}>
            <th scope="row">{one.classNumber ?? '—'}</th><td class="number">{one.declared}</td><td class="number">{one.found}</td><td class="number">{one.complete}</td><td>{one.missingCodes.join(', ')}</td>
          </tr>))}</tbody></table>}
      {classes.length === 0 && missingCodes.length > 0 && <p class="banner warn">{t('missingCodes', { n: missingCodes.length })} {missingCodes.join(', ')}</p>}
      <Repairs formId={formId} onDone={reload} />
      {works.length > 0 && <p class="actions"><button type="button" onClick={() => print()}>{t('print')}</button></p>}
      {works.length === 0 ? <Empty title={t('noWorks')}>{t('noWorksHint')}</Empty> : (
        <table tabIndex={0}><thead><tr><th>{t('code')}</th><th>{t('variant')}</th><th>{t('pages')}</th><th class="number">{t('total')}</th><th class="number">{t('mark')}</th><th>{t('state')}</th><th>{t('remarks')}</th></tr></thead>
          <tbody>{works.map((work) => <WorkRow key={work.id} work={work} />)}</tbody></table>
      )}
    </>
  )
}

/** Every work of the school with its pages, holes shown. */
export function WorksPage() {
  const { data, problem } = useLive<SchoolOverview>('/api/school/overview')
  const chosen = useSignal<string | null>(null)
  const forms = data.value?.forms ?? []
  const formId = chosen.value ?? forms.find((form) => form.works > 0)?.formId ?? forms[0]?.formId
  if (!data.value) return <Waiting title={t('works')} problem={problem.value} />
  return (
    <>
      <h1>{t('works')}<small>{data.value.schoolName}, {forms.find((form) => form.formId === formId)?.title}</small></h1>
      <div class="tabs" role="group" aria-label={t('subject')}>{forms.map((form) => (
        <button type="button" key={form.formId} aria-pressed={form.formId === formId} onClick={() => { chosen.value = form.formId }}>{form.title} <small>{form.works}</small></button>
      ))}</div>
      {formId && <WorksOfForm key={formId} formId={formId} />}
    </>
  )
}

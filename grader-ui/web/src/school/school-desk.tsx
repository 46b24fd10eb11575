import { Link } from 'wouter-preact'
import type { SchoolFile, SchoolForm, SchoolOverview } from '../../../api/school.ts'
import { Empty, Waiting } from '../parts/notice.tsx'
import { ProgressBar } from '../parts/progress-bar.tsx'
import { fileSize, t } from '../text.ts'
import { useLive } from '../use-live.ts'
import { DropZone } from './drop-zone.tsx'
import { ReleaseForm } from './release-form.tsx'

/** So many page numbers are named after a warning. */
const SHOWN_PAGES = 8
const SHOWN_CODES = 12
const STEPS = ['stepUpload', 'stepDoubts', 'stepMissing', 'stepRelease', 'stepLook'] as const
const FILE_STATE = { waiting: 'fileWaiting', opening: 'fileOpening', opened: 'fileOpened', refused: 'fileRefused' } as const

function FileRow({ file }: { file: SchoolFile }) {
  const total = file.pageCount ?? 0
  const busy = file.state !== 'refused' && (file.pageCount === null || file.pagesDone < total)
  return (
    <tr class={file.state === 'refused' ? 'bad' : undefined}>
      <td class="name">{file.name}{file.problem && <small class="problem-text">{file.problem}</small>}
        {file.flaws.map(({ flaw, pages }) => <small key={flaw} class="warn sentence">{flaw} — {t('onPages', { n: pages.length, pages: pages.length > SHOWN_PAGES ? `${pages.slice(0, SHOWN_PAGES).join(', ')}…` : pages.join(', ') })}</small>)}</td>
      <td class="number">{fileSize(file.sizeBytes)}</td>
      <td>{busy && file.pageCount !== null ? <ProgressBar done={file.pagesDone} total={total} label={t('pagesRead')} /> : t(FILE_STATE[file.state])}</td>
      <td class="number">{file.pageCount === null ? '—' : `${file.pagesDone} / ${total}`}</td>
    </tr>
  )
}

function FormCard({ form, reload }: { form: SchoolForm; reload: () => Promise<void> }) {
  const waiting = form.works - form.released
  const begun = form.works > 0 || form.resultsForm !== null
  const done = form.works > 0 && waiting === 0
  return (
    <article class="card">
      <h2>{form.title}</h2>
      <ProgressBar done={form.worksComplete} total={Math.max(form.works, form.resultsForm?.rows ?? 0)} label={t('worksComplete')} />
      <dl class="facts">
        <div><dt>{t('declared')}</dt><dd>{form.resultsForm ? form.resultsForm.rows : '—'}</dd></div>
        <div><dt>{t('found')}</dt><dd>{form.works}</dd></div>
        <div><dt>{t('complete')}</dt><dd>{form.worksComplete}</dd></div>
        <div><dt>{t('doubts')}</dt><dd class={form.openDoubts ? 'warn' : ''}>{form.openDoubts}</dd></div>
        <div><dt>{t('released')}</dt><dd>{form.released}</dd></div>
      </dl>
      {form.resultsForm && <p class="muted name">{t('resultsFormFrom', { name: form.resultsForm.name })}</p>}
      {!begun && <p class="muted">{t('formNotBegun')}</p>}
      {form.resultsForm && form.resultsForm.problems.length > 0 && (
        <details><summary>{t('resultsFormProblems', { n: form.resultsForm.problems.length })}</summary>
          <ul>{form.resultsForm.problems.map((p) => <li key={`${p.sheet}${p.row}${p.column}${p.message}`}>{t('cellAt', { sheet: p.sheet, cell: `${p.column}${p.row}` })}: {p.message}</li>)}</ul>
        </details>
      )}
      {form.works > 0 && form.missingCodes.length > 0 && (
        <p class="warn">{t('missingWorks', { n: form.missingCodes.length, codes: form.missingCodes.length > SHOWN_CODES ? `${form.missingCodes.slice(0, SHOWN_CODES).join(', ')}…` : form.missingCodes.join(', ') })} <Link href="/works">{t('works')} →</Link></p>
      )}
      {begun && !done && form.obstacles.length > 0 && <ul class="obstacles" aria-label={t('obstacles')}>{form.obstacles.map((o) => <li key={o}>{o}</li>)}</ul>}
      {waiting > 0 && <ReleaseForm form={form} onDone={reload} />}
      {done && <p class="good">{t(form.missingCodes.length > 0 ? 'foundReleased' : 'allReleased')}</p>}
    </article>
  )
}

/** The school coordinator's first screen: put the scans in, see what is whole and what is missing. */
export function SchoolDesk() {
  const { data, problem, reload } = useLive<SchoolOverview>('/api/school/overview')
  const view = data.value
  if (!view) return <Waiting title={t('scans')} problem={problem.value} />
  return (
    <>
      <h1>{view.schoolName}<small>{view.campaignTitle}</small></h1>
      {view.openDoubts > 0 && <Link class="banner warn" href="/doubts">{t('doubtsWait', { n: view.openDoubts })}</Link>}
      {view.blindToLookAt > 0 && <Link class="banner warn" href="/blind">{t('blindWait', { n: view.blindToLookAt })}</Link>}
      {view.straysToLookAt > 0 && <Link class="banner" href="/pages">{t('strayWait', { n: view.straysToLookAt })}</Link>}
      <DropZone onDone={reload} />
      <section aria-label={t('works')} class="cards">{view.forms.map((form) => <FormCard key={form.formId} form={form} reload={reload} />)}</section>
      <h2>{t('files')}</h2>
      {view.files.length === 0
        ? <><Empty title={t('noFiles')}>{t('noFilesHint')}</Empty><ol class="card steps">{STEPS.map((step) => <li key={step}>{t(step)}</li>)}</ol></>
        : <table tabIndex={0}><thead><tr><th>{t('file')}</th><th class="number">{t('size')}</th><th>{t('state')}</th><th class="number">{t('pages')}</th></tr></thead>
            <tbody>{view.files.map((file) => <FileRow key={file.id} file={file} />)}</tbody></table>}
    </>
  )
}

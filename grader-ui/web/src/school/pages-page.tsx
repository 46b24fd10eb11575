import { useSignal } from '@preact/signals'
import { Link } from 'wouter-preact'
import type { z } from 'zod'
import type { SchoolOverview, StrayPage, strayPages } from '../../../api/school.ts'
import { send } from '../api-client.ts'
import { Empty, Problem } from '../parts/notice.tsx'
import { t } from '../text.ts'
import { useAction } from '../parts/use-action.ts'
import { useLive } from '../use-live.ts'
import { AssignForm } from './assign-form.tsx'
import { STATE_TEXT } from './page-words.ts'

const STATES = ['foreign', 'blank', 'duplicate', 'unreadable', 'discarded'] as const
const HINT = { foreign: 'hintForeign', blank: 'hintBlank', duplicate: 'hintDuplicate', unreadable: 'hintUnreadable', discarded: 'hintDiscarded' } as const
/** So many pages come at once; more are asked for by the button. */
const AT_ONCE = 60

function PageCard({ page, forms, reload }: { page: StrayPage; forms: SchoolOverview['forms']; reload: () => Promise<void> }) {
  const { problem, run } = useAction()
  const place = (body: unknown): Promise<void> => run(async () => {
    await send('POST', `/api/school/pages/${page.id}/place`, body)
    await reload()
  })
  return (
    <article class="card page-card">
      {page.imageUrl
        ? <Link href={`/pages/${page.id}`}><img src={page.imageUrl} style={{ transform: `rotate(${page.turn}deg)` }} alt={t('pageOf', { name: page.fileName, n: page.filePage })} loading="lazy" /></Link>
        : <p class="empty">{t('noPicture')}</p>}
      <div>
        <p class="name"><b>{page.fileName}</b>, {t('pageN', { n: page.filePage })}</p>
        <ul class="reasons">{page.reasons.map((reason) => <li key={reason}>{reason}</li>)}</ul>
        <div class="actions">
          {page.state === 'discarded'
            ? <button type="button" onClick={() => void place({ action: 'restore' })}>{t('restore')}</button>
            : <button type="button" onClick={() => void place({ action: 'discard' })}>{t('discard')}</button>}
          <Link class="button" href={`/pages/${page.id}`}>{t('openPage')}</Link>
        </div>
        {page.imageUrl && <details><summary>{t('belongsTo')}</summary><AssignForm place={{ formId: page.formId, formPage: page.formPage, code: null }} forms={forms} known={page.formId !== null && page.formPage !== null ? { formId: page.formId, formPage: page.formPage } : null} onAssign={place} /></details>}
        <Problem text={problem.value} />
      </div>
    </article>
  )
}

/** The pages that are in no work: foreign, blank, double, unreadable, put away; each can be placed, put away or brought back. */
export function PagesPage() {
  const state = useSignal<(typeof STATES)[number]>('foreign')
  const from = useSignal(0)
  const overview = useLive<SchoolOverview>('/api/school/overview')
  const { data, problem, reload } = useLive<z.infer<typeof strayPages>>(`/api/school/pages?state=${state.value}&from=${from.value}`)
  const counts = overview.data.value?.pages
  const all = counts?.[state.value] ?? 0
  return (
    <>
      <h1>{t('strayPages')}</h1>
      <div class="tabs" role="group" aria-label={t('state')}>{STATES.map((one) => (
        <button type="button" key={one} aria-pressed={state.value === one} onClick={() => { state.value = one; from.value = 0 }}>{t(STATE_TEXT[one])} <small>{counts?.[one] ?? 0}</small></button>
      ))}</div>
      {all > 0 && <p class="muted">{t(HINT[state.value])}</p>}
      <Problem text={problem.value} />
      {data.value?.pages.length === 0 && <Empty title={t('noSuchPages')} />}
      <div class="cards wide">{data.value?.pages.map((page) => (
        <PageCard key={page.id} page={page} forms={overview.data.value?.forms ?? []} reload={async () => { await Promise.all([reload(), overview.reload()]) }} />
      ))}</div>
      {all > AT_ONCE && <nav class="tabs" aria-label={t('pages')}>
        <button type="button" disabled={from.value === 0} onClick={() => { from.value = Math.max(0, from.value - AT_ONCE) }}>← {t('pagesBefore')}</button>
        <span>{t('pagesShown', { from: from.value + 1, to: Math.min(all, from.value + AT_ONCE), all })}</span>
        <button type="button" disabled={from.value + AT_ONCE >= all} onClick={() => { from.value += AT_ONCE }}>{t('pagesAfter')} →</button>
      </nav>}
    </>
  )
}

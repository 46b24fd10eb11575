import { useSignal } from '@preact/signals'
import type { SchoolOverview, StrayPage, strayPages } from '../../../api/school.ts'
import type { z } from 'zod'
import { send } from '../api-client.ts'
import { Empty, Problem } from '../parts/notice.tsx'
import { t } from '../text.ts'
import { useLive } from '../use-live.ts'

const STATES = ['foreign', 'blank', 'duplicate', 'unreadable', 'discarded'] as const
const STATE_TEXT = { foreign: 'pageForeign', blank: 'pageBlank', duplicate: 'pageDuplicate', unreadable: 'pageUnreadable', discarded: 'pageDiscarded' } as const

function PageCard({ page, forms, reload }: { page: StrayPage; forms: SchoolOverview['forms']; reload: () => Promise<void> }) {
  const problem = useSignal<string | null>(null)
  const place = async (body: unknown): Promise<void> => {
    try {
      await send('POST', `/api/school/pages/${page.id}/place`, body)
      await reload()
    } catch (error) {
      problem.value = (error as Error).message
    }
  }
  const assign = (event: SubmitEvent): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    void place({ action: 'assign', formId: form.get('formId'), formPage: Number(form.get('formPage')), participantCode: form.get('code') })
  }
  return (
    <article class="card page-card">
      {page.imageUrl ? <a href={page.imageUrl} target="_blank" rel="noreferrer"><img src={page.imageUrl} alt={t('pageOf', { name: page.fileName, n: page.filePage })} loading="lazy" /></a> : <p class="empty">{t('noPicture')}</p>}
      <div>
        <p class="name"><b>{page.fileName}</b>, {t('pageN', { n: page.filePage })}</p>
        <ul class="reasons">{page.reasons.map((reason) => <li key={reason}>{reason}</li>)}</ul>
        {page.state === 'discarded'
          ? <button type="button" onClick={() => void place({ action: 'restore' })}>{t('restore')}</button>
          : <button type="button" onClick={() => void place({ action: 'discard' })}>{t('discard')}</button>}
        {page.imageUrl && <details><summary>{t('belongsTo')}</summary>
          <form class="assign" onSubmit={assign}>
            <label>{t('subject')}<select name="formId" defaultValue={page.formId ?? undefined}>{forms.map((form) => <option key={form.formId} value={form.formId}>{form.title}</option>)}</select></label>
            <label>{t('formPageNumber')}<input name="formPage" type="number" min={1} max={40} defaultValue={String(page.formPage ?? 1)} required /></label>
            <label>{t('code')}<input name="code" inputMode="numeric" pattern="[0-9]+" required /></label>
            <button type="submit" class="main">{t('place')}</button>
          </form>
        </details>}
        <Problem text={problem.value} />
      </div>
    </article>
  )
}

/** The pages that are in no work: foreign, blank, double, unreadable, put away; each can be placed, put away or brought back. */
export function PagesPage() {
  const state = useSignal<(typeof STATES)[number]>('foreign')
  const overview = useLive<SchoolOverview>('/api/school/overview')
  const { data, problem, reload } = useLive<z.infer<typeof strayPages>>(`/api/school/pages?state=${state.value}`)
  const counts = overview.data.value?.pages
  return (
    <>
      <h1>{t('strayPages')}</h1>
      <div class="tabs" role="group" aria-label={t('state')}>{STATES.map((one) => (
        <button type="button" key={one} aria-pressed={state.value === one} onClick={() => { state.value = one }}>{t(STATE_TEXT[one])} <small>{counts?.[one] ?? 0}</small></button>
      ))}</div>
      <Problem text={problem.value} />
      {data.value?.pages.length === 0 && <Empty title={t('noSuchPages')} />}
      <div class="cards wide">{data.value?.pages.map((page) => (
        <PageCard key={page.id} page={page} forms={overview.data.value?.forms ?? []} reload={async () => { await Promise.all([reload(), overview.reload()]) }} />
      ))}</div>
    </>
  )
}

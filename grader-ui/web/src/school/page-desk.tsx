import { useEffect } from 'preact/hooks'
import { Link } from 'wouter-preact'
import type { BriefPage, SchoolOverview, SchoolPage } from '../../../api/school.ts'
import { send } from '../api-client.ts'
import { Problem, Waiting } from '../parts/notice.tsx'
import { PageViewer } from '../parts/page-viewer.tsx'
import { useAction } from '../parts/use-action.ts'
import type { Turn } from '../parts/view.ts'
import { FITTED, sharedView } from '../parts/view.ts'
import { moment, t } from '../text.ts'
import { useLive } from '../use-live.ts'
import { AssignForm } from './assign-form.tsx'
import { likelyPlace } from './likely-place.ts'
import { actionText, placeOf, placeText } from './page-words.ts'

/** A small picture of another page with where it stands; leads to its own desk. */
function Leaf({ page, current = false }: { page: BriefPage; current?: boolean }) {
  return (
    <Link class={current ? 'leaf current' : 'leaf'} href={`/pages/${page.id}`} aria-current={current ? 'page' : undefined}>
      {page.imageUrl ? <img src={page.imageUrl} alt="" loading="lazy" /> : <span class="empty">{t('noPicture')}</span>}
      <span>{t('pageN', { n: page.filePage })}<small>{placeText(page)}</small></span>
    </Link>
  )
}

/** One page: turned, said whose it is, set aside, put away, brought back, replaced by its rescan; each step can be taken back. */
export function PageDesk({ id }: { id: string }) {
  const { data, problem: unreachable, reload } = useLive<SchoolPage>(`/api/school/pages/${id}`)
  const overview = useLive<SchoolOverview>('/api/school/overview')
  const { problem, run } = useAction({ after: reload })
  useEffect(() => { sharedView.value = FITTED }, [id])
  const page = data.value
  if (!page) return <Waiting title={t('page')} problem={unreachable.value} />

  const act = (path: string, body: unknown = {}): Promise<void> => run(async () => { await send('POST', `/api/school/pages/${path}`, body) })
  const place = (body: unknown): Promise<void> => act(`${id}/place`, body)
  const standing = page.rivals.find((one) => one.state === 'work')
  const aside = page.state === 'discarded' || page.history.at(0)?.action.startsWith('set-aside') === true
  const forms = overview.data.value?.forms ?? []
  return (
    <div class="split page-desk">
      {page.imageUrl
        ? <PageViewer url={page.imageUrl} widthPx={page.widthPx} heightPx={page.heightPx} turn={(page.turn / 90) % 4 as Turn} manner="keep" label={t('pageOf', { name: page.fileName, n: page.filePage })} />
        : <p class="empty">{t('noPicture')}</p>}
      <section class="panel">
        <p class="crumb"><Link href="/pages">← {t('strayPages')}</Link></p>
        <h1>{placeOf(page.state)}{page.participantCode && <>: {t('workOf', { code: page.participantCode })}</>}</h1>
        <p class="muted place">{[page.formTitle, page.formPage && t('formPage', { n: page.formPage }), t('pageOf', { name: page.fileName, n: page.filePage })].filter(Boolean).join(' · ')}</p>
        {page.state !== 'work' && page.reasons.length > 0 && <ul class="reasons">{page.reasons.map((reason) => <li key={reason}>{reason}</li>)}</ul>}
        {page.byHand && <p class="banner warn">{t('pageByHand')}</p>}
        {page.quality.length > 0 && <ul class="reasons" aria-label={t('quality')}>{page.quality.map((reason) => <li key={reason}>{reason}</li>)}</ul>}
        <Problem text={problem.value} />
        {page.released ? <p class="muted">{t('pageReleased')}</p> : <>
          {standing && page.formId !== null && page.formPage !== null && page.state !== 'work' && (
            <div class="banner">
              <p>{t('placeTaken')}</p>
              <div class="pair-of-pages"><Leaf page={standing} /><Leaf page={page} current /></div>
              <button type="button" class="main" onClick={() => void place({ action: 'assign', formId: page.formId, formPage: page.formPage, participantCode: standing.participantCode })}>{t('useThisScan')}</button>
            </div>
          )}
          <div class="actions" role="group" aria-label={t('whatIsIt')}>
            {page.formId === null && page.imageUrl && <>
              <button type="button" onClick={() => void place({ action: 'turn', degrees: 270 })} aria-label={t('turnLeft')} title={t('turnLeft')}>↺</button>
              <button type="button" onClick={() => void place({ action: 'turn', degrees: 90 })} aria-label={t('turnRight')} title={t('turnRight')}>↻</button>
            </>}
            {aside
              ? <button type="button" class="main" onClick={() => void place({ action: 'restore' })}>{t('restore')}</button>
              : <>
                  <button type="button" onClick={() => void place({ action: 'set-aside', kind: 'criteria' })}>{t('isCriteria')}</button>
                  <button type="button" onClick={() => void place({ action: 'set-aside', kind: 'foreign' })}>{t('isForeign')}</button>
                  <button type="button" onClick={() => void place({ action: 'set-aside', kind: 'blank' })}>{t('isBlank')}</button>
                  <button type="button" onClick={() => void place({ action: 'discard' })}>{t('discard')}</button>
                </>}
          </div>
          {page.imageUrl && forms.length > 0 && (
            <details key={`${page.state} ${page.formId} ${page.formPage} ${page.participantCode}`} open={page.formId === null && page.state !== 'blank' && !aside}><summary>{page.formId === null ? t('belongsTo') : t('belongsElsewhere')}</summary>
              {page.formId === null && <p class="muted">{t('nameItHint')}</p>}
              <AssignForm place={likelyPlace(page, forms)} forms={forms} codes={page.codes} variant={page.variant}
                known={page.formId !== null && page.formPage !== null && !page.byHand ? { formId: page.formId, formPage: page.formPage } : null} focus={page.formId === null && page.state !== 'blank' && !aside} onAssign={(body) => place(body)} />
            </details>
          )}
          <button type="button" class="quiet" disabled={!page.undoable} onClick={() => void act(`${id}/undo`)}>↶ {t('undoStep')}</button>
        </>}
        <h2>{t('besideInFile')}</h2>
        <div class="around">{page.around.map((one) => <Leaf key={one.id} page={one} current={one.id === id} />)}</div>
        {page.history.length > 0 && <>
          <h2>{t('history')}</h2>
          <ol class="history">{page.history.map((one, index) => (
            <li key={`${one.at} ${index}`}>{t(actionText(one.action))} → {placeOf(one.state)}<small class="muted">{one.who}, {moment(one.at)}</small></li>
          ))}</ol>
        </>}
      </section>
    </div>
  )
}

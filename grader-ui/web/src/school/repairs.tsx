import { useSignal } from '@preact/signals'
import { Link } from 'wouter-preact'
import type { DifferentSheets, Repair } from '../../../api/school.ts'
import type { z } from 'zod'
import type { repairList } from '../../../api/school.ts'
import { send } from '../api-client.ts'
import { Problem } from '../parts/notice.tsx'
import { moment, t } from '../text.ts'
import { useAction } from '../parts/use-action.ts'
import { useLive } from '../use-live.ts'
import { placeOf } from './page-words.ts'
import { TwinRow } from './twin-row.tsx'

/** What accepting does; null where only the paper can help. */
function stepOf(repair: Repair): unknown {
  switch (repair.type) {
    case 'put': return { action: 'assign', formId: repair.form, formPage: repair.formPage, participantCode: repair.code }
    case 'repeat': return { action: 'discard' }
    case 'extra': return { action: 'set-aside', kind: 'foreign' }
    case 'fed-double': case 'missing': case 'twin': return null
  }
}

function words(repair: Repair): { readonly title: string; readonly before: string; readonly after: string } {
  const { code, page } = repair
  // Nobody has looked at it yet: that the program knows no such page is not that it is none.
  const stands = page?.state === 'foreign' ? t('notRecognised') : page ? (repair.from ? t('codeAndPage', { code: repair.from, n: page.formPage ?? '?' }) : placeOf(page.state)) : ''
  const missing = repair.missing.join(', ')
  switch (repair.type) {
    case 'put': return { title: t('repairPut', { n: repair.formPage ?? '?', code }), before: stands, after: t('codeAndPage', { code, n: repair.formPage ?? '?' }) }
    case 'repeat': return { title: t('repairRepeat', { n: repair.formPage ?? '?', code }), before: stands, after: t('onePageDiscarded') }
    case 'extra': return { title: t('repairExtra', { code }), before: stands, after: t('isForeign') }
    case 'fed-double': return { title: t('repairFedDouble', { n: missing, code }), before: t('afterPage', { name: page?.fileName ?? '', n: page?.filePage ?? '?' }), after: t('scanAgain', { n: missing }) }
    case 'twin': return { title: t('repairTwin', { n: repair.formPage ?? '?' }), before: stands, after: t('oneOfThem') }
    case 'missing': return { title: t('repairMissing', { n: missing, code }), before: '', after: t('scanAgain', { n: missing }) }
  }
}

function RepairRow({ repair, reload }: { repair: Repair; reload: () => Promise<void> }) {
  const { problem, run } = useAction()
  const step = stepOf(repair)
  const { title, before, after } = words(repair)
  const accept = (): Promise<void> => run(async () => {
    await send('POST', `/api/school/pages/${repair.page!.id}/place`, step)
    await reload()
  })
  return (
    <li class="repair">
      {repair.page?.imageUrl && <Link href={`/pages/${repair.page.id}`}><img src={repair.page.imageUrl} alt={t('pageOf', { name: repair.page.fileName, n: repair.page.filePage })} loading="lazy" /></Link>}
      <div>
        <b>{title}</b>
        <p class="muted">{repair.formTitle}{repair.page && <> · {t('pageOf', { name: repair.page.fileName, n: repair.page.filePage })}</>}</p>
        <p class="before-after">{before && <><span>{before}</span> → </>}<span>{after}</span></p>
        <Problem text={problem.value} />
      </div>
      {step !== null && <button type="button" class="main" onClick={() => void accept()}>{t('accept')}</button>}
    </li>
  )
}

/** What was found to be two sheets, for whoever pressed the wrong button. */
function DifferentRow({ pair: { page, other, who, at }, reload }: { pair: DifferentSheets; reload: () => Promise<void> }) {
  const { problem, run } = useAction()
  const undo = (): Promise<void> => run(async () => {
    await send('POST', '/api/school/repairs/different', { first: other.id, second: page.id, different: false })
    await reload()
  })
  return (
    <li class="repair">
      <div>
        <b>{t('foundDifferent')}</b>
        <p>{[other, page].map((one) => <Link key={one.id} href={`/pages/${one.id}`}>{t('pageOf', { name: one.fileName, n: one.filePage })}</Link>).flatMap((one, index) => (index === 0 ? [one] : [' · ', one]))}</p>
        <p class="muted">{who}, {moment(at)}</p>
        <Problem text={problem.value} />
      </div>
      <button type="button" class="quiet" onClick={() => void undo()}>↶ {t('undoStep')}</button>
    </li>
  )
}

/** What the order of the stack and the ink suggest: before and after of each, one button to accept. Nothing of it happens by itself. */
export function Repairs({ formId, onDone }: { formId: string; onDone: () => Promise<void> }) {
  const { data, reload } = useLive<z.infer<typeof repairList>>('/api/school/repairs')
  const isHere = (one: { readonly form: string | null }): boolean => one.form === formId || one.form === null
  const repairs = (data.value?.repairs ?? []).filter(isHere)
  const different = (data.value?.different ?? []).filter(isHere)
  // Whoever has just said it and pressed the wrong button need not look for it.
  const unfolded = useSignal(false)
  const reloadAll = async (): Promise<void> => { await Promise.all([reload(), onDone()]) }
  if (repairs.length + different.length === 0) return null
  return (
    <section class="card" aria-label={t('repairs')}>
      <h2>{t('repairs')} <small class="muted">{t('repairsHint')}</small></h2>
      <ul class="repairs">{repairs.map((repair) => {
        const { page, other } = repair
        return page && other
          ? <TwinRow key={`${other.id} ${page.id}`} repair={repair} pages={[other, page]} reload={reloadAll} onDifferent={() => { unfolded.value = true }} />
          : <RepairRow key={`${repair.type} ${repair.code} ${page?.id ?? ''} ${repair.missing.join()}`} repair={repair} reload={reloadAll} />
      })}</ul>
      {different.length > 0 && (
        <details open={unfolded.value}>
          <summary>{t('foundDifferentAll', { n: different.length })}</summary>
          <ul class="repairs">{different.map((pair) => <DifferentRow key={`${pair.other.id} ${pair.page.id}`} pair={pair} reload={reloadAll} />)}</ul>
        </details>
      )}
    </section>
  )
}

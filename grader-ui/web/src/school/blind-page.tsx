import { useSignal } from '@preact/signals'
import { Link } from 'wouter-preact'
import type { BlindPageToLookAt, BlindWorks, PageMask } from '../../../api/school.ts'
import { send } from '../api-client.ts'
import { Key } from '../parts/key.tsx'
import { Empty, Problem, Waiting } from '../parts/notice.tsx'
import { useAction } from '../parts/use-action.ts'
import { useKeys } from '../parts/use-keys.ts'
import { t } from '../text.ts'
import { useLive } from '../use-live.ts'
import { HiddenWords } from './hidden-words.tsx'
import { MaskEditor } from './mask-editor.tsx'

/**
 * The last look before experts get a work: its blind pages side by side, for those that the program cannot vouch for. One key says that nothing on them
 * tells; a digit opens a page to hide something by hand.
 */
export function BlindPages() {
  const { data, problem: unreachable, reload } = useLive<BlindWorks>('/api/school/blind')
  const passed = useSignal<readonly (readonly string[])[]>([])
  const editing = useSignal<BlindPageToLookAt | null>(null)
  const works = data.value?.works ?? []
  const current = works[0]

  const { problem, run: act } = useAction({ after: reload })
  const pages = current?.pages.filter((page) => !page.mustMask).map((page) => page.id) ?? []
  const pass = (): Promise<void> => act(async () => {
    if (pages.length === 0) throw new Error(t('mustMask'))
    await send('POST', '/api/school/blind/look', { pages, say: 'nothing-tells' })
    passed.value = [...passed.value, pages]
  })
  const takeBack = (): Promise<void> => act(async () => {
    const last = passed.value.at(-1)
    if (!last) return
    await send('POST', '/api/school/blind/look', { pages: last, say: 'look-again' })
    passed.value = passed.value.slice(0, -1)
  })
  const save = (page: BlindPageToLookAt, masks: readonly PageMask[]): Promise<void> => act(async () => {
    await send('POST', `/api/school/blind/${page.id}/masks`, { masks })
    editing.value = null
  })

  useKeys((event) => {
    if (editing.value || !current) return
    const page = /^[1-9]$/.test(event.key) ? current.pages.find((one) => String(one.formPage) === event.key) : undefined
    if (page) { event.preventDefault(); editing.value = page }
    else if (event.key === 'Enter') { event.preventDefault(); void pass() }
    else if (event.key === 'ArrowLeft' || event.key === 'Backspace') { event.preventDefault(); void takeBack() }
  })

  if (!data.value) return <Waiting title={t('blindPages')} problem={unreachable.value} />
  const page = editing.value
  if (page) return <><MaskEditor key={page.id} page={page} onSave={(masks) => save(page, masks)} onClose={() => { editing.value = null }} /><Problem text={problem.value} /></>
  const back = <button type="button" class="quiet" disabled={passed.value.length === 0} onClick={() => void takeBack()}>{t('back')} <Key>←</Key></button>
  if (!current) {
    return (
      <>
        <h1>{t('blindPages')}</h1>
        <Empty title={data.value.beingMade > 0 ? t('blindBeingMade', { n: data.value.beingMade }) : t('noBlindPages')}>{t('noBlindPagesHint')} <Link href="/">{t('toDesk')}</Link></Empty>
        {passed.value.length > 0 && <p class="actions">{back}</p>}
        <HiddenWords />
      </>
    )
  }
  const reasons = [...new Set(current.pages.flatMap((one) => one.reasons))]
  return (
    <>
      <div class="strip-head">
        <h1>{t('blindTitle')}<small>{current.formTitle} · {t('workOf', { code: current.participantCode })}</small></h1>
        <p class="counter" aria-live="polite"><b>{data.value.pages}</b> {t('blindLeft')}</p>
        <div class="actions">
          <button type="button" class="main" disabled={pages.length === 0} onClick={() => void pass()}>{t('nothingTells')} <Key>Enter</Key></button>
          {back}
        </div>
      </div>
      <ul class="reasons">{reasons.map((reason) => <li key={reason}>{reason}</li>)}</ul>
      <Problem text={problem.value} />
      <div class="strip">{current.pages.map((one) => (
        <button type="button" key={one.id} class={one.mustMask ? 'sheet-button must' : 'sheet-button'} onClick={() => { editing.value = one }}>
          <img src={one.imageUrl} alt={t('formPage', { n: one.formPage })} width={one.widthPx} height={one.heightPx} />
          <span>{t(one.mustMask ? 'hideHere' : 'hideSomething')} <Key>{String(one.formPage)}</Key></span>
        </button>
      ))}</div>
      <p class="muted help">{t('blindHelp')}</p>
      <HiddenWords />
    </>
  )
}

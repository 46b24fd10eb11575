import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { Link } from 'wouter-preact'
import type { DoubtList } from '../../../api/school.ts'
import { send } from '../api-client.ts'
import { Key } from '../parts/key.tsx'
import { Empty, Problem, Waiting } from '../parts/notice.tsx'
import { PageViewer } from '../parts/page-viewer.tsx'
import { useAction } from '../parts/use-action.ts'
import { useKeys } from '../parts/use-keys.ts'
import { FITTED, sharedView } from '../parts/view.ts'
import { t } from '../text.ts'
import { useLive } from '../use-live.ts'
import { choiceOfKey, choicesOf, confirmedBy, isAnywhere, isOneKey } from './doubt-choices.ts'
import { DoubtPanel } from './doubt-panel.tsx'

const LONGEST = 20

/** The queue of doubtful reads: crop beside the page; one key confirms or corrects, one goes back. Keyboard or touch. */
export function DoubtsPage() {
  const { data: list, problem: unreachable, reload } = useLive<DoubtList>('/api/school/doubts')
  const answeredIds = useSignal<readonly string[]>([])
  const typed = useSignal('')
  const shownId = useRef<string | null>(null)
  useEffect(() => { sharedView.value = FITTED }, [])

  const open = (list.value?.doubts ?? []).filter((doubt) => !answeredIds.value.includes(doubt.id))
  // A question stays on the screen until it is answered, whatever arrives meanwhile: fingers are quicker than eyes.
  const current = open.find((doubt) => doubt.id === shownId.current) ?? open[0]
  shownId.current = current?.id ?? null
  const choices = current ? choicesOf({ doubt: current, typed: typed.value, roster: list.value?.roster ?? [] }) : []

  // Questions of one kind follow each other, so that the hands stay in one place.
  const alike = open.filter((doubt) => doubt.kind === current?.kind && doubt.task === current.task && doubt.formTitle === current.formTitle).length
  const confirmed = current ? confirmedBy({ doubt: current, typed: typed.value }) : null

  const { problem, run: act } = useAction({ after: async (failed) => { if (failed) await reload() } })
  const answer = (value: string): Promise<void> => act(async () => {
    if (!current) return
    await send('POST', `/api/school/doubts/${current.id}/answer`, { value })
    answeredIds.value = [...answeredIds.value, current.id]
    typed.value = ''
    // An answer can ask new questions: the list's end is not the end before the server says so.
    if (open.length <= 1) await reload()
  })
  const goBack = (): Promise<void> => act(async () => {
    const last = answeredIds.value.at(-1)
    if (!last) return
    await send('DELETE', `/api/school/doubts/${last}/answer`)
    answeredIds.value = answeredIds.value.slice(0, -1)
    typed.value = ''
    shownId.current = last
    await reload()
  })

  useKeys((event) => {
    if (!current) return
    const chosen = choiceOfKey({ key: event.key, code: event.code, doubt: current, choices })
    if (chosen !== null) { event.preventDefault(); void answer(chosen) }
    else if (event.key === 'Enter') { event.preventDefault(); if (confirmed !== null) void answer(confirmed) }
    else if (event.key === 'Backspace' && typed.value) typed.value = typed.value.slice(0, -1)
    else if (event.key === 'Backspace' || event.key === 'ArrowLeft') { event.preventDefault(); void goBack() }
    else if (/^\d$/.test(event.key) && !isOneKey(current)) typed.value = (typed.value + event.key).slice(0, LONGEST)
  })

  if (!list.value) return <Waiting title={t('doubts')} problem={unreachable.value} />
  if (!current) return <><h1>{t('doubts')}</h1><Empty title={t('noDoubts')}>{t('noDoubtsHint')} <Link href="/">{t('toRelease')}</Link></Empty></>
  return (
    <div class="split">
      <PageViewer url={current.imageUrl} widthPx={current.widthPx} heightPx={current.heightPx} marks={isAnywhere(current) ? [] : [current.cropPx]} manner="near"
        label={t('pageOf', { name: current.fileName, n: current.filePage })} />
      <section class="panel">
        <p class="counter" aria-live="polite"><b>{open.length}</b> {t('doubtsLeft')}{alike > 1 && <span class="muted">, {t('doubtsAlike', { n: alike })}</span>}
          <button type="button" class="quiet" disabled={answeredIds.value.length === 0} onClick={() => void goBack()}>{t('back')} <Key>←</Key></button></p>
        <DoubtPanel doubt={current} choices={choices} typed={typed.value} confirmed={confirmed} onType={(value) => { typed.value = value }} onAnswer={(value) => void answer(value)} />
        <Problem text={problem.value} />
      </section>
    </div>
  )
}

import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Doubt, DoubtList } from '../../../api/school.ts'
import { get, send } from '../api-client.ts'
import { Key } from '../parts/key.tsx'
import { Empty, Problem } from '../parts/notice.tsx'
import { FITTED, PageViewer, sharedView } from '../parts/page-viewer.tsx'
import { useKeys } from '../parts/use-keys.ts'
import { t } from '../text.ts'
import { FieldCrop } from './field-crop.tsx'

const isOneKey = (doubt: Doubt): boolean => doubt.kind === 'mark' || doubt.kind === 'variant' || (doubt.kind === 'score' && (doubt.maxScore ?? 0) <= 9)
const shown = (value: string): string => (value === '' ? t('emptyValue') : value)

function question(doubt: Doubt): string {
  switch (doubt.kind) {
    case 'code': return t('askCode')
    case 'score': return t('askScore', { task: doubt.task ?? '', max: doubt.maxScore ?? 0 })
    case 'total': return t('askTotal')
    case 'mark': return t('askMark')
    case 'variant': return t('askVariant')
    case 'page': return t('askPage')
  }
}

/** The queue of doubtful reads: crop beside the page; one key confirms or corrects, one goes back. Keyboard only. */
export function DoubtsPage() {
  const list = useSignal<DoubtList | null>(null)
  const answeredIds = useSignal<readonly string[]>([])
  const typed = useSignal('')
  const problem = useSignal<string | null>(null)
  const busy = useRef(false)
  const load = async (): Promise<void> => { list.value = await get<DoubtList>('/api/school/doubts') }
  useEffect(() => { sharedView.value = FITTED; load().catch((error: Error) => { problem.value = error.message }) }, [])

  const doubts = list.value?.doubts ?? []
  const current = doubts.find((doubt) => !answeredIds.value.includes(doubt.id))
  const left = doubts.filter((doubt) => !answeredIds.value.includes(doubt.id)).length

  const act = async (work: () => Promise<void>): Promise<void> => {
    if (busy.current) return
    busy.current = true
    try {
      await work()
      problem.value = null
    } catch (error) {
      problem.value = (error as Error).message
    } finally {
      busy.current = false
    }
  }
  const answer = (value: string): Promise<void> => act(async () => {
    if (!current) return
    await send('POST', `/api/school/doubts/${current.id}/answer`, { value })
    answeredIds.value = [...answeredIds.value, current.id]
    typed.value = ''
    if (left <= 1) await load()
  })
  const goBack = (): Promise<void> => act(async () => {
    const last = answeredIds.value.at(-1)
    if (!last) return
    await send('DELETE', `/api/school/doubts/${last}/answer`)
    answeredIds.value = answeredIds.value.slice(0, -1)
    await load()
  })

  useKeys((event) => {
    if (!current) return
    const digit = /^\d$/.test(event.key)
    if (event.key === 'Enter') { event.preventDefault(); void answer(typed.value || current.value) }
    else if (event.key === 'Backspace' && typed.value) typed.value = typed.value.slice(0, -1)
    else if (event.key === 'Backspace' || event.key === 'ArrowLeft') { event.preventDefault(); void goBack() }
    else if (digit && isOneKey(current)) void answer(event.key)
    else if (digit) typed.value = (typed.value + event.key).slice(0, 20)
    else if (event.code === 'KeyX' && current.kind === 'score') void answer('X')
    else if (event.code === 'KeyY' && current.kind === 'score') void answer('Н/П')
    else if (event.code === 'Space' && current.kind !== 'code') { event.preventDefault(); void answer('') }
    else {
      const candidate = current.candidates['ABCDE'.indexOf(event.code.replace('Key', ''))]
      if (event.code.startsWith('Key') && candidate) void answer(candidate.value)
    }
  })

  if (!list.value) return problem.value ? <Problem text={problem.value} /> : <p class="empty" role="status">{t('loading')}</p>
  if (!current) return <><h1>{t('doubts')}</h1><Empty title={t('noDoubts')}>{t('noDoubtsHint')}</Empty></>
  const offered = current.kind === 'code' && typed.value
    ? list.value.roster.filter((code) => code.startsWith(typed.value)).slice(0, 8).map((value) => ({ value, confidence: null }))
    : current.candidates.slice(0, 5)
  return (
    <div class="split">
      <PageViewer url={current.imageUrl} widthPx={current.widthPx} heightPx={current.heightPx} marks={[current.cropPx]} label={t('pageOf', { name: current.fileName, n: current.filePage })} />
      <section class="panel" aria-live="polite">
        <p class="counter"><b>{left}</b> {t('doubtsLeft')}</p>
        <h1>{question(current)}</h1>
        <p class="muted">{[current.formTitle, current.formPage && t('formPage', { n: current.formPage }), current.participantCode && t('workOf', { code: current.participantCode })].filter(Boolean).join(' · ')}</p>
        <FieldCrop doubt={current} />
        <p class="answer">{t('readAs')} <output>{typed.value || shown(current.value)}</output></p>
        {current.reasons.length > 0 && <ul class="reasons">{current.reasons.map((reason) => <li key={reason}>{reason}</li>)}</ul>}
        <div class="candidates" role="group" aria-label={t('candidates')}>
          {offered.map((candidate, index) => (
            <button type="button" key={candidate.value} onClick={() => void answer(candidate.value)}>
              {shown(candidate.value)}{candidate.confidence !== null && <Key>{'ABCDE'[index]!}</Key>}
            </button>
          ))}
        </div>
        <div class="actions">
          <button type="button" class="main" onClick={() => void answer(typed.value || current.value)}>{typed.value ? t('write', { value: typed.value }) : t('confirm', { value: shown(current.value) })} <Key>Enter</Key></button>
          <button type="button" disabled={answeredIds.value.length === 0} onClick={() => void goBack()}>{t('back')} <Key>←</Key></button>
        </div>
        <Problem text={problem.value} />
        <p class="muted help">{current.kind === 'score' ? t('helpScore') : t('helpOther')}</p>
      </section>
    </div>
  )
}

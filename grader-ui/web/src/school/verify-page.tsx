import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { Link } from 'wouter-preact'
import type { Doubt } from '../../../api/school.ts'
import type { Verification } from '../../../api/school-papers.ts'
import { get, send } from '../api-client.ts'
import { Key } from '../parts/key.tsx'
import { Empty, Problem, Waiting } from '../parts/notice.tsx'
import { useKeys } from '../parts/use-keys.ts'
import { language, t } from '../text.ts'
import { choiceOfKey, choicesOf, isOneKey } from './doubt-choices.ts'
import { FieldCrop } from './field-crop.tsx'

const percent = (share: number): string => (100 * share).toLocaleString(language.value, { maximumFractionDigits: share < 0.1 ? 2 : 1 })

/** The place as a question that knows nothing of what was read. */
const asDoubt = (next: NonNullable<Verification['next']>): Doubt => ({
  ...next, id: next.pageId, kind: next.field, reasons: [], value: '', candidates: [], participantCode: null, formPage: null, fileName: '', filePage: 0,
})

/** The second, blind entry of values that were read without doubt: one key a place, and the error rate that this measures. */
export function VerifyPage() {
  const view = useSignal<Verification | null>(null)
  const problem = useSignal<string | null>(null)
  const typed = useSignal('')
  const busy = useRef(false)
  const load = async (): Promise<void> => {
    try {
      view.value = await get<Verification>('/api/school/verification')
    } catch (error) {
      problem.value = (error as Error).message
    }
  }
  useEffect(() => { void load() }, [])
  const next = view.value?.next ?? null
  const doubt = next && asDoubt(next)
  const choices = doubt ? choicesOf({ doubt, typed: '', roster: [] }) : []
  const answer = async (value: string): Promise<void> => {
    if (!next || busy.current) return
    busy.current = true
    try {
      const { pageId, field, task, box } = next
      view.value = await send<Verification>('POST', '/api/school/verification', { pageId, field, task, box, value })
      problem.value = null
    } catch (error) {
      problem.value = (error as Error).message
      await load()
    }
    typed.value = ''
    busy.current = false
  }
  useKeys((event) => {
    if (!doubt) return
    const chosen = choiceOfKey({ key: event.key, code: event.code, doubt, choices })
    if (chosen !== null) { event.preventDefault(); void answer(chosen) }
    else if (event.key === 'Enter' && typed.value) { event.preventDefault(); void answer(typed.value) }
    else if (event.key === 'Backspace') typed.value = typed.value.slice(0, -1)
    else if (/^\d$/.test(event.key) && !isOneKey(doubt)) typed.value = (typed.value + event.key).slice(0, 3)
  })
  if (!view.value) return <Waiting title={t('verification')} problem={problem.value} />
  const { rate, automatic } = view.value
  return (
    <>
      <h1>{t('verification')}</h1>
      <p class="muted">{t('verificationHint')}</p>
      <dl class="facts card" aria-live="polite">
        <div><dt>{t('automaticReads')}</dt><dd>{automatic}</dd></div>
        <div><dt>{t('verifiedReads')}</dt><dd>{rate?.checked ?? 0}</dd></div>
        <div><dt>{t('differed')}</dt><dd class={rate && rate.wrong > 0 ? 'warn' : ''}>{rate?.wrong ?? 0}</dd></div>
        <div><dt>{t('errorRate')}</dt><dd>{rate ? <>{percent(rate.rate)} % <small class="muted">{t('errorInterval', { low: percent(rate.low), high: percent(rate.high) })}</small></> : '—'}</dd></div>
      </dl>
      {rate && rate.wrong > 0 && <Link class="banner warn" href="/doubts">{t('differencesAsk')}</Link>}
      <Problem text={problem.value} />
      {!next || !doubt ? <Empty title={t('nothingToVerify')}>{t('nothingToVerifyHint')}</Empty> : (
        <section class="card verify">
          <h2>{next.field === 'score' ? t('askScore', { task: next.task ?? '' }) : t(next.field === 'total' ? 'askTotal' : 'askMark')}</h2>
          <FieldCrop doubt={next} />
          <div class="candidates" role="group" aria-label={t('candidates')}>{choices.map(({ value, key }) => (
            <button type="button" key={value} onClick={() => void answer(value)}>{value === '' ? t('emptyValue') : value}{key !== '' && key !== value && <Key>{key === 'Space' ? t('keySpace') : key}</Key>}</button>
          ))}</div>
          {!isOneKey(doubt) && (
            <form class="typed" onSubmit={(event) => { event.preventDefault(); void answer(typed.value) }}>
              <label>{t('whatStands')}<input value={typed.value} inputMode="numeric" autocomplete="off" maxLength={3} onInput={(event) => { typed.value = event.currentTarget.value.replace(/\D/g, '') }} /></label>
              <button type="submit" class="main" disabled={typed.value === ''}>{t('write', { value: typed.value })} <Key>Enter</Key></button>
            </form>
          )}
        </section>
      )}
    </>
  )
}

import { useSignal } from '@preact/signals'
import { Link } from 'wouter-preact'
import type { SchoolDraws } from '../../../api/draw.ts'
import { send } from '../api-client.ts'
import { Empty, Problem, Waiting } from '../parts/notice.tsx'
import { useAction } from '../parts/use-action.ts'
import { publicWords } from '../public-words.ts'
import { addWords, t } from '../text.ts'
import { useLive } from '../use-live.ts'

addWords(publicWords)

const WORDS = { collecting: 'numberCollecting', promised: 'numberWait', reveal: 'numberReveal', revealed: 'numberDone', closed: 'numberClosed' } as const
const keyOf = (formId: string): string => `sverka-draw-number-${formId}`

/** Forty digits by chance, in groups that can be written down. */
function inventNumber(): string {
  let digits = ''
  while (digits.length < 40) for (const byte of crypto.getRandomValues(new Uint8Array(64))) if (byte < 250 && digits.length < 40) digits += String(byte % 10)
  return digits.replace(/(.{5})(?=.)/g, '$1 ')
}

async function fingerprint(text: string): Promise<string> {
  // Browsers leave `subtle` out where the address is neither https nor this machine.
  if (!('subtle' in crypto)) throw new Error(t('numberNeedsHttps'))
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

function FormNumber({ form, reload }: { form: SchoolDraws['forms'][number]; reload: () => Promise<void> }) {
  const { problem, busy, run } = useAction()
  const kept = useSignal(localStorage.getItem(keyOf(form.formId)) ?? '')
  const path = `/api/school/draw-numbers/${form.formId}`
  const promise = (): Promise<void> => run(async () => {
    const number = inventNumber()
    const text = await fingerprint(number)
    // Kept before it is promised: a number that nobody knows could never be revealed.
    localStorage.setItem(keyOf(form.formId), number)
    await send('POST', path, { text })
    kept.value = number
    await reload()
  })
  const reveal = (event: SubmitEvent): void => {
    event.preventDefault()
    const text = new FormData(event.currentTarget as HTMLFormElement).get('text')
    void run(async () => { await send('POST', path, { text }); await reload() })
  }
  return (
    <article class="card">
      <h2>{form.title}</h2>
      <p>{t(WORDS[form.state])}</p>
      {kept.value !== '' && form.state !== 'closed' && <p class="fact">{t('yourNumber')}<br /><code>{kept.value}</code></p>}
      {form.state === 'collecting' && <button type="button" class="main" disabled={busy.value} onClick={() => void promise()}>{t('inventNumber')}</button>}
      {form.state === 'promised' && kept.value === '' && <button type="button" disabled={busy.value} onClick={() => void promise()}>{t('inventAgain')}</button>}
      {form.state === 'reveal' && <form onSubmit={reveal}><label>{t('revealNumber')}<input name="text" required maxLength={200} defaultValue={kept.value} autocomplete="off" /></label><button type="submit" class="main" disabled={busy.value}>{t('revealNumber')}</button></form>}
      <Problem text={problem.value} />
    </article>
  )
}

/** A school's part in making the seed. */
export function DrawNumberPage() {
  const { data, problem, reload } = useLive<SchoolDraws>('/api/school/draw-numbers')
  if (!data.value) return <Waiting title={t('drawNumber')} problem={problem.value} />
  return (
    <>
      <h1>{t('drawNumber')}</h1>
      <p>{t('drawNumberLead')}</p>
      {data.value.forms.length === 0 && <Empty title={t('nothingToDraw')} />}
      <div class="cards">{data.value.forms.map((form) => <FormNumber key={form.formId} form={form} reload={reload} />)}</div>
      <p class="actions"><Link class="button" href="/public">{t('publicPage')}</Link></p>
    </>
  )
}

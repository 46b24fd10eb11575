import { useSignal } from '@preact/signals'
import type { SchoolOverview, UploadAnswer } from '../../../api/school.ts'
import type { ApiKeys, Papers } from '../../../api/school-papers.ts'
import { send, upload } from '../api-client.ts'
import { Empty, Problem, Waiting } from '../parts/notice.tsx'
import { ProgressBar } from '../parts/progress-bar.tsx'
import { fileSize, moment, t } from '../text.ts'
import { useAction } from '../parts/use-action.ts'
import { useLive } from '../use-live.ts'

const KINDS = { criteria: 'paperCriteria', letter: 'paperLetter', audio: 'paperAudio' } as const
type Kind = keyof typeof KINDS
const ACCEPTS: Record<Kind, string> = { criteria: '.pdf', letter: '.pdf,.jpg,.jpeg,.png', audio: '.mp3,.m4a,.ogg,.wav' }

function AddPaper({ forms, onDone }: { forms: SchoolOverview['forms']; onDone: () => Promise<void> }) {
  const kind = useSignal<Kind>('criteria')
  const share = useSignal<number | null>(null)
  const said = useSignal<{ readonly good: boolean; readonly text: string } | null>(null)
  const add = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    const element = event.currentTarget as HTMLFormElement
    const fields = new FormData(element)
    const body = new FormData()
    body.append('file', fields.get('file') as File)
    const about = new URLSearchParams({ kind: kind.value })
    for (const name of ['form', 'variant']) if (fields.get(name)) about.set(name, String(fields.get(name)))
    try {
      const { files } = await upload<UploadAnswer>({ path: `/api/school/papers?${about}`, form: body, onProgress: (part) => { share.value = part } })
      said.value = { good: files[0]?.status !== 'refused', text: `${files[0]?.name}: ${files[0]?.message}` }
      if (said.value.good) element.reset()
      await onDone()
    } catch (error) {
      said.value = { good: false, text: (error as Error).message }
    }
    share.value = null
  }
  return (
    <form class="card add-paper" onSubmit={(event) => void add(event)}>
      <label>{t('paperKind')}<select name="kind" value={kind.value} onChange={(event) => { kind.value = event.currentTarget.value as Kind }}>
        {(Object.keys(KINDS) as Kind[]).map((one) => <option key={one} value={one}>{t(KINDS[one])}</option>)}</select></label>
      {kind.value !== 'letter' && <label>{t('subject')}<select name="form" required={kind.value === 'criteria'}>{forms.map((form) => <option key={form.formId} value={form.formId}>{form.title}</option>)}</select></label>}
      {kind.value === 'criteria' && <label>{t('variant')}<input name="variant" maxLength={20} inputMode="numeric" placeholder={t('allVariants')} /></label>}
      <label>{t('file')}<input key={kind.value} type="file" name="file" accept={ACCEPTS[kind.value]} required /></label>
      <button type="submit" class="main" disabled={share.value !== null}>{t('attach')}</button>
      {share.value !== null && <ProgressBar done={Math.round(share.value * 100)} total={100} label={t('uploading')} />}
      {said.value && (said.value.good ? <p class="good" role="status">{said.value.text}</p> : <Problem text={said.value.text} />)}
    </form>
  )
}

function Keys() {
  const { data, reload } = useLive<ApiKeys>('/api/school/keys')
  const fresh = useSignal<string | null>(null)
  const { problem, run: act } = useAction({ after: reload })
  const make = (event: SubmitEvent): void => {
    event.preventDefault()
    const name = String(new FormData(event.currentTarget as HTMLFormElement).get('name'))
    void act(async () => { fresh.value = (await send<{ key: string }>('POST', '/api/school/keys', { name })).key })
  }
  return (
    <section class="card" aria-label={t('apiKeys')}>
      <h2>{t('apiKeys')}</h2>
      <p class="muted">{t('apiKeysHint')} <a href="/api/v1/docs" target="_blank" rel="noreferrer">{t('apiDocs')}</a></p>
      <ul class="keys-list">{data.value?.keys.map(({ id, name, createdAt }) => (
        <li key={id}><b>{name}</b> <span class="muted">{moment(createdAt)}</span> <button type="button" onClick={() => void act(async () => { await send('DELETE', `/api/school/keys/${id}`) })}>{t('revokeKey')}</button></li>
      ))}</ul>
      {fresh.value && <p class="banner good" role="status">{t('keyOnce')} <code class="hash">{fresh.value}</code></p>}
      <form class="draw" onSubmit={make}><label>{t('keyName')}<input name="name" maxLength={100} required placeholder={t('keyNameExample')} /></label><button type="submit">{t('makeKey')}</button></form>
      <Problem text={problem.value} />
    </section>
  )
}

/** What goes with the works and how programs send them: criteria, letter, recordings; the results form as it stands on the paper; keys. */
export function PapersPage() {
  const overview = useLive<SchoolOverview>('/api/school/overview')
  const { data, problem, reload } = useLive<Papers>('/api/school/papers')
  const removed = useSignal<string | null>(null)
  const forms = overview.data.value?.forms ?? []
  if (!data.value || !overview.data.value) return <Waiting title={t('papers')} problem={problem.value} />
  const withdraw = async (id: string): Promise<void> => {
    try {
      await send('DELETE', `/api/school/papers/${id}`)
    } catch (error) {
      removed.value = (error as Error).message
    }
    await reload()
  }
  return (
    <>
      <h1>{t('papers')}</h1>
      <p class="muted">{t('papersHint')}</p>
      <AddPaper forms={forms} onDone={reload} />
      <Problem text={removed.value} />
      {data.value.papers.length === 0 ? <Empty title={t('noPapers')}>{t('noPapersHint')}</Empty> : (
        <table tabIndex={0}><thead><tr><th>{t('file')}</th><th>{t('paperKind')}</th><th>{t('subject')}</th><th>{t('variant')}</th><th class="number">{t('size')}</th><th>{t('state')}</th></tr></thead>
          <tbody>{data.value.papers.map((one) => (
            <tr key={one.id}><td class="name"><a href={one.url} download>{one.name}</a></td><td>{t(KINDS[one.kind])}</td><td>{forms.find((form) => form.formId === one.formId)?.title ?? '—'}</td><td>{one.variant ?? '—'}</td>
              <td class="number">{fileSize(one.sizeBytes)}</td><td><button type="button" onClick={() => void withdraw(one.id)}>{t('discard')}</button></td></tr>
          ))}</tbody></table>
      )}
      <section class="card" aria-label={t('exportForm')}><h2>{t('exportForm')}</h2><p class="muted">{t('exportFormHint')}</p>
        <p class="actions">{forms.filter((form) => form.works > 0).map((form) => <a key={form.formId} class="button" href={`/api/school/results-form?form=${encodeURIComponent(form.formId)}`} download>{form.title} (xlsx)</a>)}</p></section>
      <Keys />
    </>
  )
}

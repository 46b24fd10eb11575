import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Link } from 'wouter-preact'
import type { AgreedWorkList, AgreedWorkView } from '../../../api/quality.ts'
import { get, send } from '../api-client.ts'
import { scoreOfKey } from '../expert/score-of-key.ts'
import { TaskList } from '../expert/task-list.tsx'
import { Cipher } from '../parts/cipher.tsx'
import { Problem, Waiting } from '../parts/notice.tsx'
import { PageViewer } from '../parts/page-viewer.tsx'
import { useKeys } from '../parts/use-keys.ts'
import { t } from '../text.ts'
import { useLive } from '../use-live.ts'

const PURPOSES = [['none', 'purposeNone'], ['practice', 'purposePractice'], ['seed', 'purposeSeed']] as const

/** Works of one subject by cipher: for what they are used. */
export function AgreedList({ form }: { form: string }) {
  const { data, problem } = useLive<AgreedWorkList>(`/api/chair/quality/${form}/works`)
  if (!data.value) return <Waiting title={t('agreedTitle')} problem={problem.value} />
  return (
    <>
      <p class="crumb"><Link href="/quality">{t('qualityTitle')}</Link></p>
      <h1>{t('agreedTitle')}</h1>
      <ul class="chips" aria-label={t('worksOfForm')}>{data.value.works.map((work) => (
        <li key={work.cipher}><Link class={`chip ${work.purpose === 'none' ? '' : 'complete'}`} href={`/quality/${form}/${work.cipher}`}><Cipher value={work.cipher} />
          {work.variant && <small>{t('variantN', { n: work.variant })}</small>}<small>{t(PURPOSES.find(([name]) => name === work.purpose)![1])}</small></Link></li>
      ))}</ul>
    </>
  )
}

/** One work with the scores that the commission agrees on: the same keys as an expert's. */
export function AgreedPage({ form, cipher }: { form: string; cipher: string }) {
  const work = useSignal<AgreedWorkView | null>(null)
  const scores = useSignal<ReadonlyMap<string, string>>(new Map())
  const task = useSignal(0)
  const page = useSignal(0)
  const said = useSignal<{ readonly good: string | null; readonly bad: string | null }>({ good: null, bad: null })
  useEffect(() => {
    get<AgreedWorkView>(`/api/chair/quality/works/${cipher}`).then((loaded) => {
      work.value = loaded
      scores.value = new Map(loaded.tasks.flatMap(({ id, score }) => (score === null ? [] : [[id, score] as const])))
    }, (error: Error) => { said.value = { good: null, bad: error.message } })
  }, [cipher])
  const loaded = work.value
  const give = (score: string, done = true): void => {
    const current = loaded?.tasks[task.value]
    if (!current) return
    said.value = { good: null, bad: null }
    scores.value = new Map(scores.value).set(current.id, score)
    if (done) task.value = Math.min(loaded.tasks.length - 1, task.value + 1)
  }
  useKeys((event) => {
    const current = loaded?.tasks[task.value]
    if (!loaded || !current) return
    const keyed = scoreOfKey({ key: event.key, code: event.code, maxScore: current.maxScore, now: scores.value.get(current.id) ?? '' })
    if (keyed) give(keyed.score, keyed.done)
    else if (event.key === 'ArrowDown') task.value = Math.min(loaded.tasks.length - 1, task.value + 1)
    else if (event.key === 'ArrowUp') task.value = Math.max(0, task.value - 1)
    else if (event.key === 'ArrowRight') page.value = Math.min(loaded.pages.length - 1, page.value + 1)
    else if (event.key === 'ArrowLeft') page.value = Math.max(0, page.value - 1)
  })
  if (!loaded) return <Waiting title={t('agreedTitle')} problem={said.value.bad} />
  const save = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    const fields = new FormData(event.currentTarget as HTMLFormElement)
    try {
      work.value = await send<AgreedWorkView>('PUT', `/api/chair/quality/works/${cipher}`, { purpose: fields.get('purpose'), note: fields.get('note'), scores: Object.fromEntries(scores.value) })
      said.value = { good: t('agreedSaved'), bad: null }
    } catch (error) {
      said.value = { good: null, bad: (error as Error).message }
    }
  }
  const shown = loaded.pages[page.value]
  return (
    <div class="split grading">
      <div class="paper">
        {shown && <PageViewer url={shown.imageUrl} widthPx={shown.widthPx} heightPx={shown.heightPx} manner="keep" label={t('pageN', { n: shown.number })} />}
        <div class="tabs" role="group" aria-label={t('pages')}>{loaded.pages.map((one, index) => <button type="button" key={one.number} aria-pressed={index === page.value} title={t('pageN', { n: one.number })} onClick={() => { page.value = index }}>{one.number}</button>)}</div>
      </div>
      <section class="panel">
        <p class="muted"><Link href={`/quality/${form}`}>{t('agreedTitle')}</Link> · {loaded.title}</p>
        <h1>{t('cipherOf')} <Cipher value={loaded.cipher} /></h1>
        <TaskList tasks={loaded.tasks} scores={scores.value} current={task.value} locked={false} onChoose={(index) => { task.value = index }} onScore={give} />
        <form onSubmit={(event) => void save(event)}>
          <label>{t('purposeOf')}<select name="purpose" defaultValue={loaded.purpose}>{PURPOSES.map(([name, words]) => <option key={name} value={name} selected={name === loaded.purpose}>{t(words)}</option>)}</select></label>
          <label>{t('agreedNote')}<textarea name="note" rows={2} maxLength={1000} defaultValue={loaded.note} /></label>
          <Problem text={said.value.bad} />
          {said.value.good && <p class="good" role="status">{said.value.good}</p>}
          <button type="submit" class="main">{t('saveAgreed')}</button>
        </form>
      </section>
    </div>
  )
}

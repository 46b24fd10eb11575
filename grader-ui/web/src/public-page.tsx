import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { PublicDraws } from '../../api/draw.ts'
import { get } from './api-client.ts'
import { Empty, Problem, Waiting } from './parts/notice.tsx'
import { useAction } from './parts/use-action.ts'
import { publicWords } from './public-words.ts'
import { addWords, moment, t } from './text.ts'

addWords(publicWords)

/** What anybody may see of the draws, without a login: fingerprints before, everything to repeat them after. */
export function PublicPage() {
  const view = useSignal<PublicDraws | null>(null)
  const { problem, run } = useAction()
  useEffect(() => {
    document.title = `${t('publicTitle')} — ${t('brand')}`
    void run(async () => { view.value = await get<PublicDraws>('/api/public/draws') })
  }, [])
  if (!view.value) return <main><Waiting title={t('publicTitle')} problem={problem.value} /></main>
  const { campaign, municipality, verifierSha256, logKeys, draws, samples, sampleFreeze } = view.value
  return (
    <main class="public">
      <h1>{t('publicTitle')}<small>{[municipality, campaign].filter((one) => one !== '').join('. ')}</small></h1>
      <p>{t('publicLead')}</p>
      <Problem text={problem.value} />
      {sampleFreeze && <article class="card">
        <h2>{t('publicSample')}</h2>
        <p>{t('frozen', { at: moment(sampleFreeze.at) })}<br /><code class="hash">{sampleFreeze.manifestSha256}</code></p>
        {samples.map((one) => <div key={one.id}>
          <p>{t('publicSampleDrawn', { at: moment(one.at), n: one.works, share: one.sharePercent })}<br /><code class="hash">{one.manifestSha256}</code></p>
          {one.dice && <p>{t('dice')}: <code>{one.dice}</code></p>}<p>{t('seedIs')} <code class="hash">{one.seed}</code></p>
          {one.over && <p class="actions"><a class="button" href={`/api/public/samples/${one.id}/manifest.json`}>{t('manifestFile')}</a><a class="button" href={`/api/public/samples/${one.id}/table.csv`}>{t('tableFile')}</a></p>}
        </div>)}
      </article>}
      {draws.length === 0 && !sampleFreeze && <Empty title={t('noDrawsYet')} />}
      {draws.map((draw) => (
        <article key={draw.id} class="card">
          <h2>{draw.title}</h2>
          <p>{draw.drawnAt === null ? t('drawnNo') : t(draw.over ? 'drawnOver' : 'drawnYes', { at: moment(draw.drawnAt) })}</p>
          <p>{t('frozen', { at: moment(draw.frozenAt) })}<br /><code class="hash">{draw.manifestSha256}</code></p>
          {draw.commitments.length > 0 && <details><summary>{t('fingerprints')}: {draw.commitments.length}</summary>
            <table tabIndex={0}><tbody>{draw.commitments.map((one) => <tr key={one.school}><th scope="row">{one.school}</th><td><code class="hash">{one.commitment}</code>{draw.nonces.filter((nonce) => nonce.school === one.school).map(({ nonce }) => <small key={nonce}>{nonce}</small>)}</td></tr>)}</tbody></table></details>}
          {draw.over && <>
            {draw.dice && <p>{t('dice')}: <code>{draw.dice}</code></p>}<p>{t('seedIs')} <code class="hash">{draw.seed}</code></p>
            <p class="actions"><a class="button" href={`/api/public/draws/${draw.id}/manifest.json`}>{t('manifestFile')}</a><a class="button" href={`/api/public/draws/${draw.id}/table.csv`}>{t('tableFile')}</a>
              {draw.nonces.length > 0 && <a class="button" href={`/api/public/draws/${draw.id}/numbers.txt`}>{t('numbersFile')}</a>}</p>
          </>}
        </article>
      ))}
      <p>{t('howToVerify')} <code class="hash">{verifierSha256}</code></p>
      {logKeys.length > 0 && <p>{t('logKeyIs')} {logKeys.map((key) => <code key={key} class="hash">{key}</code>)}</p>}
      <p class="actions"><a class="button" href="/verifier.html" download="verifier.html">{t('verifierPage')}</a><a href="/">{t('toLogin')}</a></p>
    </main>
  )
}

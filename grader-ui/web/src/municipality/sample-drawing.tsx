import type { SampleView } from '../../../api/sample.ts'
import { send } from '../api-client.ts'
import { Problem } from '../parts/notice.tsx'
import { useAction } from '../parts/use-action.ts'
import { moment, t } from '../text.ts'
import { DiceField } from './dice-field.tsx'

const PATH = '/api/municipality/sample'

function Share({ least }: { least: number }) {
  return <label>{t('shareLabel')}<input class="short" name="share" type="number" min={least} max={100} step="0.1" defaultValue={String(least)} required /></label>
}

const shareOf = (form: EventTarget | null): number => Number(String(new FormData(form as HTMLFormElement).get('share')).replace(',', '.'))

/** The first sample in two steps: the published inputs, then the dice. */
function FirstSample({ view, reload }: { view: SampleView; reload: () => Promise<void> }) {
  const { problem, busy, run } = useAction()
  const { freeze } = view
  const post = (path: string, body: object): void => { void run(async () => { await send('POST', path, body); await reload() }) }
  return (
    <>
      <ol class="ceremony" aria-label={t('ceremony')}>
        <li><h3>{t('freezeStep')}</h3>
          {freeze && <p class={freeze.stale ? 'warn' : 'good'}>{freeze.stale ? t('sampleStale') : t('frozen', { at: moment(freeze.at) })} {t('sampleShareIs', { share: freeze.sharePercent })} <code class="hash">{freeze.sha256}</code></p>}
          <form onSubmit={(event) => { event.preventDefault(); post(`${PATH}/freeze`, { sharePercent: shareOf(event.currentTarget) }) }}>
            <Share least={1} /><p class="muted">{t('shareHint')} {t('sampleFreezeHint')}</p>
            <button type="submit" class={freeze && !freeze.stale ? 'quiet' : 'main'} disabled={busy.value}>{t(freeze ? 'freezeAgain' : 'sampleFreeze')}</button>
          </form>
        </li>
        <li><h3>{t('diceStep')}</h3>
          {freeze && !freeze.stale ? <form onSubmit={(event) => { event.preventDefault(); post(PATH, { dice: new FormData(event.currentTarget).get('dice') }) }}><DiceField button={t('sampleNow')} disabled={busy.value} /></form>
            : <p class="muted">{t('diceHint')}</p>}
        </li>
      </ol>
      <Problem text={problem.value} />
    </>
  )
}

/** What is drawn, what repeats it, and a larger one. */
function StandingSample({ view, reload }: { view: SampleView; reload: () => Promise<void> }) {
  const { problem, busy, run } = useAction()
  const share = view.samples.at(-1)?.sharePercent ?? 1
  return (
    <>
      <p class="fact">{t('sampleDrawn', { n: view.works, share })}</p>
      {view.grown && <p class="warn">{t('sampleGrown')}</p>}
      <ul class="samples">{view.samples.map((one) => (
        <li key={one.id}>{t('sampleDrawnAt', { n: one.works, at: moment(one.at) })}, {t('sampleShareIs', { share: one.sharePercent })}. <a href={`/api/municipality/samples/${one.id}/manifest.json`}>{t('sampleManifest')}</a> · <a href={`/api/municipality/samples/${one.id}/table.csv`}>{t('sampleCsv')}</a>
          <small>{t('ofManifest')} <code class="hash">{one.manifestSha256}</code></small><small>{t('seedIs')} <code class="hash">{one.seed}</code></small></li>
      ))}</ul>
      <p class="actions"><a class="button" href={`${PATH}.xlsx`}>{t('sampleXlsx')}</a><a href="/verifier.html" download="verifier.html">{t('verifierPage')}</a></p>
      <form onSubmit={(event) => {
        event.preventDefault()
        const sharePercent = shareOf(event.currentTarget)
        void run(async () => { await send('POST', `${PATH}/extension`, { sharePercent }); await reload() })
      }}>
        <Share least={share} /><p class="muted">{t('shareLarger')}</p>
        <button type="submit" disabled={busy.value}>{t('sampleExtend')}</button>
        <Problem text={problem.value} />
      </form>
    </>
  )
}

/** The random sample: how it is drawn, and what was. */
export const SampleDrawing = ({ view, reload }: { view: SampleView; reload: () => Promise<void> }) => (
  <section class="card" aria-label={t('sampleDraw')}>
    <h2>{t('sampleDraw')}</h2>
    {view.samples.length > 0 ? <StandingSample view={view} reload={reload} /> : <FirstSample view={view} reload={reload} />}
  </section>
)

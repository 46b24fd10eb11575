import type { ExpertQueue } from '../../../api/expert.ts'
import { t } from '../text.ts'

const HEIGHT = 48
const STEP = 8

const clock = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, '0')}`

/** The own pace, for oneself only: how long the last works took, and the middle of them. */
export function Pace({ pace }: { pace: ExpertQueue['pace'] }) {
  if (pace.medianSeconds === null) return null
  const most = Math.max(...pace.seconds)
  return (
    <section class="card pace" aria-label={t('ownPace')}>
      <h2>{t('ownPace')}</h2>
      <dl class="facts">
        <div><dt>{t('paceMedian')}</dt><dd>{clock(pace.medianSeconds)}</dd></div>
        <div><dt>{t('paceToday')}</dt><dd>{pace.worksToday}</dd></div>
      </dl>
      <svg viewBox={`0 0 ${Math.max(20 * STEP, pace.seconds.length * STEP)} ${HEIGHT}`} height={HEIGHT} role="img" aria-label={t('pacePlot', { n: pace.seconds.length, most: clock(most) })}>
        {pace.seconds.map((seconds, index) => <rect key={index} x={index * STEP} y={HEIGHT - (seconds / most) * HEIGHT} width={STEP - 2} height={(seconds / most) * HEIGHT} />)}
        <line x1={0} x2={pace.seconds.length * STEP} y1={HEIGHT - (pace.medianSeconds / most) * HEIGHT} y2={HEIGHT - (pace.medianSeconds / most) * HEIGHT} />
      </svg>
      <p class="muted">{t('paceWhy')}</p>
    </section>
  )
}

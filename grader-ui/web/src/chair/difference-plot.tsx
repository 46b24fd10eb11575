import type { ComparisonRow } from '../../../api/chair.ts'
import { t } from '../text.ts'

const WIDTH = 320
const HEIGHT = 96
const BASE = 74

/** How far the school's totals lie from the recheck's: one column a difference, zero in the middle. */
export function DifferencePlot({ comparisons }: { comparisons: readonly ComparisonRow[] }) {
  const differences = comparisons.flatMap((work) => (work.originalTotal === null || work.recheckTotal === null ? [] : [work.originalTotal - work.recheckTotal]))
  if (differences.length === 0) return null
  const reach = Math.max(3, ...differences.map(Math.abs))
  const counts = Array.from({ length: 2 * reach + 1 }, (_, index) => differences.filter((one) => one === index - reach).length)
  const top = Math.max(...counts)
  const step = WIDTH / counts.length
  const summary = counts.flatMap((count, index) => (count ? [`${index - reach}: ${count}`] : [])).join(', ')
  return (
    <figure class="plot">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`${t('plotTitle')}: ${summary}`}>
        <line x1={0} x2={WIDTH} y1={BASE} y2={BASE} class="axis" />
        {counts.map((count, index) => {
          const difference = index - reach
          const height = (count / top) * (BASE - 16)
          const kind = difference > 0 ? 'overstated' : difference < 0 ? 'understated' : 'agreed'
          return (
            <g key={difference}>
              <rect class={kind} x={index * step + step * 0.14} width={step * 0.72} y={BASE - height} height={height} />
              {count > 0 && <text x={(index + 0.5) * step} y={BASE - height - 4}>{count}</text>}
              {(counts.length <= 15 || difference % 5 === 0) && <text x={(index + 0.5) * step} y={BASE + 15} class="tick">{difference > 0 ? `+${difference}` : difference}</text>}
            </g>
          )
        })}
      </svg>
      <figcaption>{t('plotTitle')}</figcaption>
    </figure>
  )
}

const WIDTH = 120
const MIDDLE = 9

/** A share (−1…1) with its 95 % interval on a line, zero marked: to look rather than to read. */
export function IntervalPlot({ estimate, low, high, label }: { estimate: number; low: number | null; high: number | null; label: string }) {
  const from = Math.min(0, low ?? estimate, estimate) < 0 ? -1 : 0
  const x = (value: number): number => 6 + ((Math.min(1, Math.max(from, value)) - from) / (1 - from)) * (WIDTH - 12)
  return (
    <svg class="interval" width={WIDTH} height={2 * MIDDLE} role="img" aria-label={label}>
      <line class="axis" x1={x(from)} x2={x(1)} y1={MIDDLE} y2={MIDDLE} /><line class="axis" x1={x(0)} x2={x(0)} y1={3} y2={2 * MIDDLE - 3} />
      {low !== null && high !== null && <line class="range" x1={x(low)} x2={x(high)} y1={MIDDLE} y2={MIDDLE} />}
      <circle cx={x(estimate)} cy={MIDDLE} r="4" />
    </svg>
  )
}

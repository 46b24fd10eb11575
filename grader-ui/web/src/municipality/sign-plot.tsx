import type { SampleForm } from '../../../api/sample.ts'
import { language, t } from '../text.ts'

type Sign = SampleForm['schools'][number]['signs'][number]
type Unit = NonNullable<Sign['unit']>
const WIDTH = 260, EDGE = 8, LINE = 11, HEIGHT = 34

/** Where the axis of a sign begins and ends, in its own unit. */
function rangeOf(unit: Unit, { estimate, low, high, usual }: Sign): { readonly from: number; readonly to: number } {
  const values = [estimate, low, high, usual].flatMap((value) => (value === null ? [] : [value]))
  switch (unit) {
    case 'share': return { from: 0, to: 1 }
    case 'pairs': return { from: 0, to: Math.max(5, Math.ceil(Math.max(...values) / 5) * 5) }
    case 'change': { const most = Math.max(0.2, Math.ceil(10 * Math.max(...values.map(Math.abs))) / 10); return { from: -most, to: most } }
    case 'contrast': { const most = 1.15 * Math.max(...values.map(Math.abs)) || 1; return { from: -most, to: most } }
  }
}

/** A value as people say it, in the unit of its sign. */
function say(unit: Unit, value: number): string {
  const figure = (number: number, digits: number): string => number.toLocaleString(language.value, { maximumFractionDigits: digits })
  switch (unit) {
    case 'share': return `${figure(100 * value, 1)} %`
    case 'change': return `${value > 0 ? '+' : ''}${figure(100 * value, 1)} ${t('percentPoints')}`
    case 'pairs': return figure(value, 1)
    case 'contrast': return figure(value, 3)
  }
}

/** What a sign rests on: its number, 95 % interval, usual value and rate of false alarms, and the same as a picture: dot, bar and upright line on an axis. */
export function SignPlot({ sign }: { sign: Sign }) {
  const { unit, estimate, low, high, usual, q } = sign
  if (unit === null || estimate === null) return null
  const { from, to } = rangeOf(unit, sign)
  const x = (value: number): number => EDGE + ((Math.min(to, Math.max(from, value)) - from) / (to - from)) * (WIDTH - 2 * EDGE)
  const ends = unit === 'contrast' ? [t('easyWorse'), t('easyBetter')] : [say(unit, from), say(unit, to)]
  const facts = [
    `n = ${sign.n}`, low !== null && high !== null && t('signInterval', { low: say(unit, low), high: say(unit, high) }),
    usual !== null && t(sign.type === 'mostly-not-confirmed' ? 'signBorder' : 'signUsual', { value: say(unit, usual) }),
    q !== null && `q ${q < 0.001 ? `< ${(0.001).toLocaleString(language.value)}` : `= ${q.toLocaleString(language.value, { maximumSignificantDigits: 2 })}`}`,
  ].filter((fact) => fact !== false)
  return (
    <>
      <svg class="sign-plot" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} role="img" aria-label={`${say(unit, estimate)}; ${facts.join('; ')}`}>
        <line class="axis" x1={EDGE} x2={WIDTH - EDGE} y1={LINE} y2={LINE} />
        {usual !== null && <line class="usual" x1={x(usual)} x2={x(usual)} y1={2} y2={2 * LINE - 2} />}
        {low !== null && high !== null && <line class="range" x1={x(low)} x2={x(high)} y1={LINE} y2={LINE} />}
        <circle cx={x(estimate)} cy={LINE} r="4.5" />
        <text x={EDGE} y={HEIGHT - 2}>{ends[0]}</text><text class="end" x={WIDTH - EDGE} y={HEIGHT - 2}>{ends[1]}</text>
      </svg>
      <small class="muted facts">{facts.join(' · ')}</small>
    </>
  )
}

import type { Answer } from './tally.ts'

const WIDE = 360, HIGH = 220, PAD = 36
/** Doubt (1 − confidence) from sure to unsure; a decade each is as wide as the next. */
const LOWEST = 1e-5
const BINS = 10

/**
 * Reliability as an SVG: for answers of like doubt, how many of them were wrong, both on logarithmic axes. Points below the diagonal: more was right than
 * was promised. The size of a point tells how many answers it stands for; a hollow one had none wrong and stands at its 95 % bound (3/n).
 */
export function reliabilityPlot(title: string, answers: readonly Answer[]): string {
  const span = Math.log10(1 / LOWEST)
  const x = (doubt: number): number => PAD + ((Math.log10(Math.max(LOWEST, doubt)) + span) / span) * (WIDE - 2 * PAD)
  const y = (share: number): number => HIGH - PAD - ((Math.log10(Math.max(LOWEST, share)) + span) / span) * (HIGH - 2 * PAD)
  const bins = Array.from({ length: BINS }, () => [] as Answer[])
  for (const answer of answers) bins[Math.min(BINS - 1, Math.max(0, Math.floor(((Math.log10(Math.max(LOWEST, 1 - answer.confidence)) + span) / span) * BINS)))]!.push(answer)
  const points = bins.flatMap((bin) => {
    if (bin.length === 0) return []
    const wrong = bin.filter(({ truth, said }) => truth !== said).length
    const doubt = bin.reduce((sum, { confidence }) => sum + 1 - confidence, 0) / bin.length
    const share = wrong > 0 ? wrong / bin.length : Math.min(1, 3 / bin.length)
    return [`<circle cx="${x(doubt).toFixed(1)}" cy="${y(share).toFixed(1)}" r="${(2 + Math.log10(bin.length) * 1.5).toFixed(1)}" fill="${wrong > 0 ? '#246' : 'none'}" stroke="#246"><title>${wrong} of ${bin.length} wrong</title></circle>`]
  })
  const ticks = ['1', '0.1', '0.01', '0.001', '0.0001', '0.00001'].map((label) => [label, Number(label)] as const).map(([label, value]) =>
    `<text x="${x(value)}" y="${HIGH - PAD + 14}" text-anchor="middle">${label}</text><text x="${PAD - 4}" y="${y(value) + 3}" text-anchor="end">${label}</text>`)
  return `<svg width="${WIDE}" height="${HIGH}" font-size="9"><text x="${WIDE / 2}" y="14" text-anchor="middle" font-size="12">${title} (${answers.length})</text>
<line x1="${x(LOWEST)}" y1="${y(LOWEST)}" x2="${x(1)}" y2="${y(1)}" stroke="#bbb"/>${ticks.join('')}${points.join('')}
<text x="${WIDE / 2}" y="${HIGH - 6}" text-anchor="middle">1 − confidence</text><text x="10" y="${HIGH / 2}" transform="rotate(-90 10 ${HIGH / 2})" text-anchor="middle">wrong</text></svg>`
}

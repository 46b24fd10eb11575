import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { encodePng } from '../../pipeline/image/codec.ts'
import { reliabilityPlot } from './reliability-plot.ts'
import { summary, type Answer } from './tally.ts'

/** Writes FOLDER/index.html: the figures by kind, reliability curves, and every wrong answer with its crop, the silent ones first, then the surest. */
export async function writeReport(folder: string, answers: readonly Answer[]): Promise<void> {
  await mkdir(folder, { recursive: true })
  const wrong = answers.filter(({ truth, said }) => truth !== said).sort((a, b) => Number(b.automatic) - Number(a.automatic) || b.confidence - a.confidence)
  const kinds = [...new Set(answers.map(({ kind, preset }) => `${kind} ${preset}`))].sort()
  const rows = kinds.map((kind) => `<tr><td>${kind}<td>${summary(answers.filter((answer) => `${answer.kind} ${answer.preset}` === kind))}`)
  const plots = ['score', 'ink score', 'ink code', 'listed code'].map((kind) => reliabilityPlot(kind, answers.filter((answer) => answer.kind === kind)))
  const figures: string[] = []
  for (const { kind, truth, said, confidence, automatic, where, crop } of wrong.slice(0, 400)) {
    const picture = crop ? `<img src="data:image/png;base64,${Buffer.from(await encodePng(crop)).toString('base64')}">` : ''
    figures.push(`<figure${automatic ? ' class="silent"' : ''}>${picture}<figcaption>${truth || '∅'} → ${said || '∅'} ${confidence.toFixed(4)}<br>${kind}, ${where}</figcaption></figure>`)
  }
  await writeFile(join(folder, 'index.html'), `<!doctype html><meta charset="utf-8"><title>Exam</title><style>body{font:14px sans-serif}figure{display:inline-block;margin:6px;padding:4px;border:1px solid #aaa}.silent{border:3px solid #c00}img{max-height:110px}</style>
<table>${rows.join('')}</table>${plots.join('')}<br>${figures.join('\n')}`)
}

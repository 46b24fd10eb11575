import type { DocumentText } from './blocks.ts'
import { drawBlock } from './draw-block.ts'
import { openPdf, type FontFiles } from './open-pdf.ts'
import { openPaper, pt } from './paper.ts'

/**
 * A document as PDF bytes, A4. Title and page number stand at the foot of every page. The same document, day and fonts give the
 * same bytes.
 */
export async function renderDocument({ document, day, fonts }: {
  readonly document: DocumentText
  /** The document's date, `2026-05-12`: the file's date of creation too. */
  readonly day: string
  readonly fonts: FontFiles
}): Promise<Uint8Array> {
  const { pdf, faces } = await openPdf({ title: document.title, keywords: document.keywords, day, fonts })
  const paper = openPaper({ pdf, faces, landscape: document.landscape })
  for (const [index, block] of document.blocks.entries()) drawBlock(paper, block, document.blocks[index + 1])
  paper.onEveryPage(({ number, count, height }) => {
    const size = 7.5
    const foot = { baseline: height - pt(8), face: 'sans', size, gray: 0.35 } as const
    paper.write({ text: document.title, x: paper.left, ...foot })
    const page = `Страница ${number} из ${count}`
    paper.write({ text: page, x: paper.left + paper.width - paper.measure(page, 'sans', size), ...foot })
  })
  return pdf.save({ useObjectStreams: false, addDefaultPage: false, updateFieldAppearances: false })
}

import { onesOf } from '../image/components.ts'
import type { Detection } from '../model/blind-certificate.ts'
import type { Raster } from '../model/raster.ts'
import type { InkMask } from './ink-mask.ts'
import { SEEN_BELOW } from './ink-rests.ts'
import { unlikeness } from './words/alike.ts'
import type { DrawnWord } from './words/draw-words.ts'
import { printedWords, type WordBox } from './words/printed-words.ts'
import { coarselyUnlike, wordImage } from './words/word-image.ts'

/** Words that are no more unlike than this are taken for the same. */
export const ALIKE = 0.115
/** Other faces are so much wider or narrower. */
const WIDER = 1.3, FROM_AFAR = 0.12

/**
 * Looks for printed words on the finished image: the school's name and its list of words to hide. Only ink that the blank does not print is looked at: on a page that was drawn
 * anew nothing else can hold a name. It knows print and stamped or typed lines; handwriting, seals in a circle and slanted text it does not read.
 */
export function detectWords({ image, ink, words }: { readonly image: Raster; readonly ink: InkMask; readonly words: readonly DrawnWord[] }): Detection {
  const found = words.length === 0 ? [] : findWords({ image, ink, words })
  const places = found.map(({ box: { left, top, right, bottom } }) => `[${left}, ${top}, ${right - left + 1}, ${bottom - top + 1}]`)
  return { detector: 'word', version: 1, passed: found.length === 0, detail: `${words.length} words looked for${found.length === 0 ? '' : `, found at ${places.join(' ')}`}` }
}

/** Where words stand on a page, best first where they overlap. */
export function findWords({ image, ink: { width, height, data }, words, most = ALIKE }: {
  readonly image: Raster; readonly ink: InkMask; readonly words: readonly DrawnWord[]; readonly most?: number
}): readonly { readonly text: string; readonly box: WordBox; readonly unlike: number }[] {
  const isInk = new Uint8Array(width * height)
  for (const at of onesOf(data)) if (image.data[at * image.channels]! < SEEN_BELOW) isInk[at] = 1
  const hits: { text: string; box: WordBox; unlike: number }[] = []
  for (const box of printedWords({ mask: isInk.slice(), width, height })) {
    const look = wordImage({ isInk, width, ...box })
    let best: { text: string; unlike: number } | null = null
    for (const { text, looks } of words) {
      for (const drawn of looks) {
        const wider = drawn.aspect / look.aspect
        if (wider > WIDER || wider * WIDER < 1 || coarselyUnlike(look, drawn) > FROM_AFAR) continue
        const unlike = unlikeness(look, drawn, best?.unlike ?? most)
        if (unlike < (best?.unlike ?? most)) best = { text, unlike }
      }
    }
    if (best) hits.push({ ...best, box })
  }
  const kept: typeof hits = []
  for (const hit of hits.sort((a, b) => a.unlike - b.unlike)) if (!kept.some(({ box }) => box.left <= hit.box.right && hit.box.left <= box.right && box.top <= hit.box.bottom && hit.box.top <= box.bottom)) kept.push(hit)
  return kept
}

import type { InkHash } from '../register/ink-hash.ts'

/** A page of a form with the hash of its ink. `sheet`: form and page in one word. */
export interface HashedPage extends InkHash { readonly id: string; readonly sheet: string }

/** Two pages that show the same sheet of paper, by their ink alone. `likeness`: cosine between the two pictures of the ink, 1 for the same. */
export interface Twins { readonly first: string; readonly second: string; readonly likeness: number }

/** Measured in `test/pipeline/register/ink-hash.exam.test.ts`: scans of one sheet and scans of different pupils' sheets lie on either side. */
const LEAST_LIKENESS = 0.7
/** With less ink, mm², than a written code takes, two sheets may be alike by chance: nothing is said of them. */
const LEAST_CELLS = 80
/** So many sheets are not scanned once more each: what they share is a stamp, or print that the blank does not have. */
const MOST_ALIKE = 4
/** Words of the hash that are compared first, and how alike they must be: most pairs need no more. */
const FIRST_WORDS = 8, FIRST_LIKENESS = 0.5

const WORD_BITS = 32

/** The pairs of pages that seem to be scans of one sheet, in the order of the pages. It is told to people, never acted upon. */
export function findTwins(pages: readonly HashedPage[]): readonly Twins[] {
  const bySheet = new Map<string, { page: HashedPage; words: Uint32Array }[]>()
  for (const page of pages) {
    if (page.cells < LEAST_CELLS) continue
    const same = bySheet.get(page.sheet) ?? []
    bySheet.set(page.sheet, same)
    same.push({ page, words: wordsOf(page.hash) })
  }
  const twins: Twins[] = []
  for (const same of bySheet.values()) for (let i = 0; i < same.length; i++) for (let j = i + 1; j < same.length; j++) {
    const a = same[i]!, b = same[j]!
    if (likenessOf(a.words, b.words, FIRST_WORDS) < FIRST_LIKENESS) continue
    const likeness = likenessOf(a.words, b.words, a.words.length)
    if (likeness >= LEAST_LIKENESS) twins.push({ first: a.page.id, second: b.page.id, likeness })
  }
  const alike = new Map<string, number>()
  for (const { first, second } of twins) for (const id of [first, second]) alike.set(id, (alike.get(id) ?? 0) + 1)
  return twins.filter(({ first, second }) => alike.get(first)! < MOST_ALIKE && alike.get(second)! < MOST_ALIKE)
}

/** The cosine that the share of different bits stands for. */
function likenessOf(a: Uint32Array, b: Uint32Array, words: number): number {
  let different = 0
  for (let i = 0; i < words; i++) different += ones(a[i]! ^ b[i]!)
  return Math.cos((Math.PI * different) / (words * WORD_BITS))
}

function ones(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555)
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333)
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

const wordsOf = (hash: string): Uint32Array => Uint32Array.from({ length: hash.length / 8 }, (_, i) => Number.parseInt(hash.slice(8 * i, 8 * i + 8), 16))

import type { ReadingReason } from '../model/page-reading.ts'
import type { PageImage } from '../model/raster.ts'
import { refuse, type Result } from '../model/result.ts'
import { DEFAULT_LIMITS, type IntakeLimits } from './limits.ts'
import { openFile } from './open-file.ts'
import { sniffFile } from './sniff-file.ts'
import { unpackZip } from './unpack-zip.ts'

/** One page on its way in, or the place where a page or a whole file was refused (then `page` is the page, or 1). */
export interface WalkedPage {
  /** The upload's name; for a file inside a ZIP `archive.zip/inner.pdf`. */
  readonly file: string
  /** From 1, inside the file. */
  readonly page: number
  /** From 0, over all files of the upload. */
  readonly ordinal: number
  /** Pages of the file, 0 when it could not be opened. */
  readonly pageCount: number
  readonly image: Result<PageImage, ReadingReason>
}

/** Where a walk is, told before what may not come to an end. */
export interface WalkPlace {
  /** The number of the file inside a ZIP, from 0; null for an upload that is no ZIP. */
  readonly entry: number | null
  readonly file: string
  readonly firstOrdinal: number
  /** null while the file is being opened. */
  readonly pageCount: number | null
}

/**
 * Every page of an upload in its order, one at a time: only one decoded page is held. A ZIP is walked one level deep. What
 * cannot be opened yields one refused page, so every file of an upload is accounted for.
 */
export async function* walkFile({ bytes, name, limits = DEFAULT_LIMITS, takes = () => true, skips, tell = () => undefined }: {
  bytes: Uint8Array; name: string; limits?: IntakeLimits
  /** Which pages to decode, by ordinal: for a walk shared by several processes, or taken up again after a death. */
  takes?: (ordinal: number) => boolean
  /** Files of a ZIP, by number, at which an earlier walk died while it opened them: each is one refused page. */
  skips?: ReadonlySet<number>
  tell?: (place: WalkPlace) => void
}): AsyncGenerator<WalkedPage> {
  if (sniffFile(bytes) !== 'zip') {
    yield* walkOne({ bytes, name, limits, firstOrdinal: 0, takes, entry: null, tell })
    return
  }
  let ordinal = 0
  let entry = 0
  const enter = (number: number, inner: string): boolean => {
    entry = number
    if (skips?.has(number)) return false
    tell({ entry, file: `${name}/${inner}`, firstOrdinal: ordinal, pageCount: null })
    return true
  }
  for await (const inner of unpackZip({ bytes, limits, enter })) {
    const file = inner.name === '' ? name : `${name}/${inner.name}`
    if (inner.content.ok) ordinal += yield* walkOne({ bytes: inner.content.value, name: file, limits, firstOrdinal: ordinal, takes, entry, tell })
    else if (takes(ordinal++)) yield { file, page: 1, ordinal: ordinal - 1, pageCount: 0, image: inner.content }
  }
  if (ordinal === 0 && takes(0)) yield { file: name, page: 1, ordinal: 0, pageCount: 0, image: refuse('unsupported-file') }
}

/** Gives back how many ordinals the file took. */
async function* walkOne({ bytes, name, limits, firstOrdinal, takes, entry, tell }: {
  bytes: Uint8Array; name: string; limits: IntakeLimits; firstOrdinal: number; takes: (ordinal: number) => boolean; entry: number | null; tell: (place: WalkPlace) => void
}): AsyncGenerator<WalkedPage, number> {
  const opened = await openFile({ bytes, limits })
  if (!opened.ok) {
    if (takes(firstOrdinal)) yield { file: name, page: 1, ordinal: firstOrdinal, pageCount: 0, image: opened }
    return 1
  }
  const { pageCount } = opened.value
  tell({ entry, file: name, firstOrdinal, pageCount })
  try {
    for (let page = 1; page <= pageCount; page++) {
      const ordinal = firstOrdinal + page - 1
      if (takes(ordinal)) yield { file: name, page, ordinal, pageCount, image: await opened.value.readPage(page) }
    }
  } finally {
    opened.value.close()
  }
  return pageCount
}

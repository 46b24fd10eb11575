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
  /** Pages of the file, 0 when it could not be opened. */
  readonly pageCount: number
  readonly image: Result<PageImage, ReadingReason>
}

/**
 * Every page of an upload in its order, one at a time: only one decoded page is held. A ZIP is walked one level deep. What
 * cannot be opened yields one refused page, so every file of an upload is accounted for.
 */
export async function* walkFile({ bytes, name, limits = DEFAULT_LIMITS, fromPage = 1 }: {
  bytes: Uint8Array; name: string; limits?: IntakeLimits
  /** Start at this page (not for ZIP): where a reader that was killed goes on. */
  fromPage?: number
}): AsyncGenerator<WalkedPage> {
  if (sniffFile(bytes) !== 'zip') return yield* walkOne({ bytes, name, limits, fromPage })
  let empty = true
  for await (const inner of unpackZip({ bytes, limits })) {
    empty = false
    const file = inner.name === '' ? name : `${name}/${inner.name}`
    if (inner.content.ok) yield* walkOne({ bytes: inner.content.value, name: file, limits, fromPage: 1 })
    else yield { file, page: 1, pageCount: 0, image: inner.content }
  }
  if (empty) yield { file: name, page: 1, pageCount: 0, image: refuse('unsupported-file') }
}

async function* walkOne({ bytes, name, limits, fromPage }: {
  bytes: Uint8Array; name: string; limits: IntakeLimits; fromPage: number
}): AsyncGenerator<WalkedPage> {
  const opened = await openFile({ bytes, limits })
  if (!opened.ok) return yield { file: name, page: 1, pageCount: 0, image: opened }
  const { pageCount } = opened.value
  try {
    for (let page = fromPage; page <= pageCount; page++) yield { file: name, page, pageCount, image: await opened.value.readPage(page) }
  } finally {
    opened.value.close()
  }
}

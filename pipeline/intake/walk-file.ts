import type { ReadingReason } from '../model/page-reading.ts'
import type { PageImage } from '../model/raster.ts'
import { ok, refuse, type Result } from '../model/result.ts'
import type { ByteSource, Spool } from './byte-source.ts'
import { DEFAULT_LIMITS, type IntakeLimits } from './limits.ts'
import { openFile } from './open-file.ts'
import { openZip, type OpenZip } from './open-zip.ts'
import { planUpload, type PlannedFile, type UploadPlace, type UploadPlan } from './plan-upload.ts'

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

/**
 * Every page of an upload in its order, one at a time: only one decoded page is held. What cannot be opened is one refused page, so every file of an upload is
 * accounted for. Numbers follow the plan, whatever this walk finds; only files of which a page is taken are opened. The source stays open.
 */
export async function* walkFile({ source, name, plan, limits = DEFAULT_LIMITS, takes = () => true, spool, tell = () => undefined }: {
  source: ByteSource; name: string
  /** Made here where it is not given: see `planUpload`. */
  plan?: UploadPlan | undefined
  limits?: IntakeLimits; spool?: Spool
  /** Which pages to decode, by ordinal: for a walk shared by several processes, or taken up again after a death. */
  takes?: (ordinal: number) => boolean
  tell?: (place: UploadPlace) => void
}): AsyncGenerator<WalkedPage> {
  const opened: { zip?: OpenZip } = {}
  try {
    let first = 0
    for (const one of plan ?? await collect(planUpload({ source, name, limits, ...(spool && { spool }) }))) {
      const wanted = Array.from({ length: one.pages }, (_, i) => first + i).filter(takes)
      first += one.pages
      if (wanted.length === 0) continue
      const open = async (): Promise<Result<ByteSource, ReadingReason>> => {
        if (one.entry === null) return ok(source)
        opened.zip ??= await openZip({ source, limits, spool })
        return await opened.zip.entries[one.entry]?.unpack() ?? refuse('broken-file')
      }
      yield* walkOne({ one, open, wanted, firstOrdinal: first - one.pages, limits, tell })
    }
  } finally {
    opened.zip?.close()
  }
}

async function* walkOne({ one: { entry, file, pages, refused }, open, wanted, firstOrdinal, limits, tell }: {
  one: PlannedFile; open: () => Promise<Result<ByteSource, ReadingReason>>; wanted: readonly number[]; firstOrdinal: number; limits: IntakeLimits; tell: (place: UploadPlace) => void
}): AsyncGenerator<WalkedPage> {
  const at = (ordinal: number) => ({ file, page: ordinal - firstOrdinal + 1, ordinal })
  if (refused !== null) return yield { ...at(firstOrdinal), pageCount: 0, image: refuse(refused) }
  tell({ entry, file, opened: false })
  const content = await open()
  try {
    const opened = content.ok ? await openFile({ source: content.value, limits }) : content
    tell({ entry, file, opened: true })
    try {
      for (const ordinal of wanted) yield { ...at(ordinal), pageCount: pages, image: opened.ok ? await opened.value.readPage(ordinal - firstOrdinal + 1) : opened }
    } finally {
      if (opened.ok) opened.value.close()
    }
  } finally {
    if (entry !== null && content.ok) await content.value.close()
  }
}

async function collect<T>(all: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const one of all) found.push(one)
  return found
}

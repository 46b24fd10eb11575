import { z } from 'zod'
import { READING_REASONS, type ReadingReason } from '../model/page-reading.ts'
import { headOf, type ByteSource, type Spool } from './byte-source.ts'
import { DEFAULT_LIMITS, type IntakeLimits } from './limits.ts'
import { openFile } from './open-file.ts'
import { openZip } from './open-zip.ts'
import { sniffFile } from './sniff-file.ts'

/** One file of an upload, and how many pages of the upload it is: one refused page where it cannot be opened. */
export const plannedFile = z.object({
  /** Its number inside a ZIP; null for an upload that is no ZIP, and for what a ZIP holds behind the place where it cannot be read on. */
  entry: z.int().min(0).nullable(),
  /** The upload's name; for a file inside a ZIP `archive.zip/inner.pdf`. */
  file: z.string(),
  pages: z.int().min(1),
  refused: z.enum(Object.keys(READING_REASONS) as [ReadingReason, ...ReadingReason[]]).nullable(),
})
export type PlannedFile = z.infer<typeof plannedFile>

/**
 * What an upload is made of, in its order. It is made once and kept: which page bears which number then hangs on nothing that happens later, neither on the process
 * that dies over a file nor on a walk that is taken up again.
 */
export const uploadPlan = z.array(plannedFile)
export type UploadPlan = readonly PlannedFile[]

export const pagesOf = (plan: UploadPlan): number => plan.reduce((sum, { pages }) => sum + pages, 0)

/** Where a walk or a plan is, told before what may not come to an end. */
export interface UploadPlace {
  readonly entry: number | null
  readonly file: string
  /** False while the file is being opened. */
  readonly opened: boolean
}

/** Opens the files of an upload one after the other, a ZIP one level deep, and says what each holds. `fromEntry`: a plan is taken up again behind a file over which a process died. */
export async function* planUpload({ source, name, limits = DEFAULT_LIMITS, spool, fromEntry = 0, tell = () => undefined }: {
  source: ByteSource; name: string; limits?: IntakeLimits; spool?: Spool; fromEntry?: number; tell?: (place: UploadPlace) => void
}): AsyncGenerator<PlannedFile> {
  if (sniffFile(await headOf(source)) !== 'zip') {
    tell({ entry: null, file: name, opened: false })
    return yield planned({ entry: null, file: name, found: await countPages({ source, limits }) })
  }
  const zip = await openZip({ source, limits, spool })
  try {
    for (const [entry, { name: inner, refused, unpack }] of zip.entries.entries()) {
      if (entry < fromEntry) continue
      const file = `${name}/${inner}`
      tell({ entry, file, opened: false })
      const content = refused === null ? await unpack() : null
      const found = content === null ? refused! : content.ok ? await countPages({ source: content.value, limits }) : content.reason
      if (content?.ok) await content.value.close()
      yield planned({ entry, file, found })
    }
    if (zip.endedBy !== null || zip.entries.length === 0) yield planned({ entry: null, file: name, found: zip.endedBy ?? 'unsupported-file' })
  } finally {
    zip.close()
  }
}

async function countPages({ source, limits }: { source: ByteSource; limits: IntakeLimits }): Promise<number | ReadingReason> {
  const opened = await openFile({ source, limits })
  if (!opened.ok) return opened.reason
  opened.value.close()
  return opened.value.pageCount
}

const planned = ({ found, ...where }: { entry: number | null; file: string; found: number | ReadingReason }): PlannedFile =>
  (typeof found === 'number' ? { ...where, pages: found, refused: null } : { ...where, pages: 1, refused: found })

import { ok, refuse, type Result } from '../model/result.ts'
import { readAll, sourceOf } from './byte-source.ts'
import { DEFAULT_LIMITS, type IntakeLimits } from './limits.ts'
import { openZip, type ZipRefusal } from './open-zip.ts'

/** One file of a ZIP. The name is only for people: it is never used as a path. */
export interface ZippedFile {
  readonly name: string
  readonly content: Result<Uint8Array, ZipRefusal>
}

/**
 * The files of a ZIP that lies in memory, in its order, one at a time. A file that cannot be had is a refusal under its name; a ZIP that cannot
 * be read on ends with a refusal under the name ''. Nothing is written anywhere, so a name like `../../x` is just a name.
 */
export async function* unpackZip({ bytes, limits = DEFAULT_LIMITS }: { bytes: Uint8Array; limits?: IntakeLimits }): AsyncGenerator<ZippedFile> {
  const zip = await openZip({ source: sourceOf(bytes), limits })
  try {
    for (const entry of zip.entries) {
      const content = await entry.unpack()
      yield { name: entry.name, content: content.ok ? ok(await readAll(content.value)) : content }
    }
    if (zip.endedBy !== null) yield { name: '', content: refuse(zip.endedBy) }
  } finally {
    zip.close()
  }
}

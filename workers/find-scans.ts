import { open, readdir, stat } from 'node:fs/promises'
import { basename, extname, join, relative } from 'node:path'
import { sniffFile } from '../pipeline/intake/sniff-file.ts'

/** One file to read, with the name it has in the output. */
export interface ScanFile { readonly path: string; readonly name: string }

/** What the paths on the command line come to. */
export interface FoundScans {
  readonly files: readonly ScanFile[]
  /** Files in folders that are no scans, by content and by name. */
  readonly skipped: readonly string[]
  readonly missing: readonly string[]
}

const SCAN_NAMES = /^\.(pdf|tiff?|jpe?g|png|zip)$/i

/**
 * Files in the order given; folders with all their subfolders, names in natural order (2 before 10), hidden files left out. In a folder a file
 * counts when its content or its name is that of a scan; a file that is named itself always counts. A file's name in the output is
 * its base name, or its path below the folder given; where that would name two files, the whole path.
 */
export async function findScans(paths: readonly string[]): Promise<FoundScans> {
  const files: ScanFile[] = []
  const skipped: string[] = []
  const missing: string[] = []
  for (const path of paths) {
    const kind = await stat(path).catch(() => null)
    if (!kind) missing.push(path)
    else if (!kind.isDirectory()) files.push({ path, name: basename(path) })
    else for await (const found of filesBelow(path)) {
      if (SCAN_NAMES.test(extname(found)) || (await hasScanContent(found))) files.push({ path: found, name: relative(path, found) })
      else skipped.push(found)
    }
  }
  const uses = new Map<string, number>()
  for (const { name } of files) uses.set(name, (uses.get(name) ?? 0) + 1)
  return { files: files.map(({ path, name }) => ({ path, name: (uses.get(name) ?? 0) > 1 ? path : name })), skipped, missing }
}

async function* filesBelow(folder: string): AsyncGenerator<string> {
  const entries = (await readdir(folder, { withFileTypes: true })).filter((entry) => !entry.name.startsWith('.'))
  entries.sort((a, b) => a.name.localeCompare(b.name, 'ru', { numeric: true }))
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesBelow(path)
    else if (entry.isFile() || (entry.isSymbolicLink() && (await stat(path).catch(() => null))?.isFile())) yield path
  }
}

/** By content alone. Spreadsheets and documents are ZIP files inside, so a ZIP counts only when its name does not say what it is. */
async function hasScanContent(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(2048) })
    const kind = sniffFile(buffer.subarray(0, bytesRead))
    return kind !== null && (kind !== 'zip' || extname(path) === '')
  } finally {
    await file.close()
  }
}

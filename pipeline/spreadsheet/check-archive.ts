import { inflateRawSync } from 'node:zlib'
import { ok, refuse, type Result } from '../model/result.ts'
import type { TableRefusal } from './sheet.ts'

/** How much a workbook may hold once unpacked. A results form of 1,500 rows takes under 2 MB. */
export interface ArchiveLimits { readonly entries: number; readonly totalBytes: number; readonly entryBytes: number }
export const WORKBOOK_LIMITS: ArchiveLimits = { entries: 500, totalBytes: 96 * 2 ** 20, entryBytes: 48 * 2 ** 20 }
/** For a table of one school, which is read while others wait: a second at most. */
export const SCHOOL_TABLE_LIMITS: ArchiveLimits = { entries: 500, totalBytes: 24 * 2 ** 20, entryBytes: 10 * 2 ** 20 }

/**
 * Looks into a workbook's ZIP before any library opens it: every entry is really inflated under a limit, because the sizes
 * that a directory states may lie, and no XML part may declare entities. Refuses bombs, encryption and broken archives.
 */
export function checkArchive(bytes: Uint8Array, limits: ArchiveLimits = WORKBOOK_LIMITS): Result<readonly string[], TableRefusal> {
  const zip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (zip.length >= 8 && zip.readUInt32BE(0) === 0xd0cf11e0) return refuse('old-or-encrypted')
  if (zip.length < 22 || zip.readUInt32LE(0) !== 0x04034b50) return refuse('not-a-workbook')
  const entries = directoryOf(zip, limits.entries)
  if (!entries.ok) return entries
  let total = 0
  for (const entry of entries.value) {
    const content = contentOf(zip, entry, limits.entryBytes)
    if (!content.ok) return content
    total += content.value.length
    if (total > limits.totalBytes) return refuse('table-too-large')
    if (/\.(xml|rels)$/i.test(entry.name) && content.value.subarray(0, 4096).includes('<!DOCTYPE')) return refuse('broken-table')
  }
  const names = entries.value.map((entry) => entry.name)
  return names.includes('[Content_Types].xml') ? ok(names) : refuse('not-a-workbook')
}

interface Entry { readonly name: string; readonly method: number; readonly flags: number; readonly packedBytes: number; readonly offset: number }

function directoryOf(zip: Buffer, maxEntries: number): Result<readonly Entry[], TableRefusal> {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  if (end < 0 || end + 22 > zip.length) return refuse('broken-table')
  const count = zip.readUInt16LE(end + 10)
  if (count > maxEntries) return refuse('table-too-large')
  const entries: Entry[] = []
  let at = zip.readUInt32LE(end + 16)
  for (let i = 0; i < count; i++) {
    if (at + 46 > zip.length || zip.readUInt32LE(at) !== 0x02014b50) return refuse('broken-table')
    const nameBytes = zip.readUInt16LE(at + 28)
    entries.push({
      name: zip.toString('utf8', at + 46, at + 46 + nameBytes),
      flags: zip.readUInt16LE(at + 8), method: zip.readUInt16LE(at + 10),
      packedBytes: zip.readUInt32LE(at + 20), offset: zip.readUInt32LE(at + 42),
    })
    at += 46 + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
  return ok(entries)
}

function contentOf(zip: Buffer, entry: Entry, maxBytes: number): Result<Buffer, TableRefusal> {
  if (entry.flags & 1) return refuse('old-or-encrypted')
  if (entry.offset + 30 > zip.length || zip.readUInt32LE(entry.offset) !== 0x04034b50) return refuse('broken-table')
  const start = entry.offset + 30 + zip.readUInt16LE(entry.offset + 26) + zip.readUInt16LE(entry.offset + 28)
  if (start + entry.packedBytes > zip.length) return refuse('broken-table')
  const packed = zip.subarray(start, start + entry.packedBytes)
  if (entry.method === 0) return packed.length > maxBytes ? refuse('table-too-large') : ok(packed)
  if (entry.method !== 8) return refuse('broken-table')
  try {
    return ok(inflateRawSync(packed, { maxOutputLength: maxBytes }))
  } catch (error) {
    return refuse(error instanceof RangeError || (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? 'table-too-large' : 'broken-table')
  }
}

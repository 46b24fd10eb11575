/**
 * A ZIP of these files, stored without compression, with no time of its own: the same files give the same bytes. Names are UTF-8. At most
 * 65,535 files and 4 GB in all (throws).
 */
export function writeZip(files: readonly { readonly name: string; readonly bytes: Uint8Array }[]): Uint8Array {
  const parts: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let offset = 0
  for (const { name, bytes } of files) {
    const path = Buffer.from(name, 'utf8')
    const facts = entryFacts(bytes, path.length)
    const local = Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4, 20, 0]), facts, path])
    parts.push(local, bytes)
    const place = Buffer.alloc(14)
    place.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from([0x50, 0x4b, 1, 2, 20, 0, 20, 0]), facts, place, path]))
    offset += local.length + bytes.length
  }
  const listing = Buffer.concat(directory)
  if (files.length > 0xffff || offset + listing.length > 0xffff_ffff) throw new RangeError('writeZip: too much for a plain ZIP')
  const end = Buffer.alloc(22)
  end.writeUInt32BE(0x504b_0506, 0)
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(listing.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, listing, end])
}

/** What the local header and the directory say alike: flags (UTF-8 name), method, the first date that ZIP knows, check, sizes, lengths. */
function entryFacts(bytes: Uint8Array, nameLength: number): Buffer {
  const facts = Buffer.alloc(24)
  facts.writeUInt16LE(0x0800, 0)
  facts.writeUInt16LE(0x0021, 6)
  facts.writeUInt32LE(crc32(bytes), 8)
  facts.writeUInt32LE(bytes.length, 12)
  facts.writeUInt32LE(bytes.length, 16)
  facts.writeUInt16LE(nameLength, 20)
  return facts
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb8_8320 ^ (value >>> 1) : value >>> 1
  return value
})

function crc32(bytes: Uint8Array): number {
  let crc = 0xffff_ffff
  for (const byte of bytes) crc = CRC_TABLE[(crc ^ byte) & 0xff]! ^ (crc >>> 8)
  return (crc ^ 0xffff_ffff) >>> 0
}

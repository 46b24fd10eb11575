import { crc32, deflateRawSync } from 'node:zlib'

/** A ZIP written by hand, so that a test can lie in any header: names as bytes, `flags` bit 0 says encrypted. */
export function zipOf(files: readonly { name: string | Uint8Array; content: Uint8Array; flags?: number }[]): Uint8Array {
  const parts: Buffer[] = [], directory: Buffer[] = []
  let at = 0
  for (const { name, content, flags = 0 } of files) {
    const nameBytes = Buffer.from(typeof name === 'string' ? Buffer.from(name, 'utf8') : name)
    const packed = deflateRawSync(content)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(flags, 2)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(crc32(content), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(content.length, 18)
    common.writeUInt16LE(nameBytes.length, 22)
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(at, 10)
    directory.push(Buffer.from([0x50, 0x4b, 1, 2, 20, 0]), common, tail, nameBytes)
    parts.push(Buffer.from([0x50, 0x4b, 3, 4]), common, nameBytes, packed)
    at += 30 + nameBytes.length + packed.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.set([0x50, 0x4b, 5, 6])
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(at, 16)
  return new Uint8Array(Buffer.concat([...parts, central, end]))
}

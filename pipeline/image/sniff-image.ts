export type ImageKind = 'jpeg' | 'png' | 'tiff' | 'webp'

const startsWith = (bytes: Uint8Array, at: number, magic: readonly number[]): boolean => magic.every((byte, i) => bytes[at + i] === byte)

/** Which kind of picture a file is, by its first bytes alone: a name proves nothing. Null: none that we take. */
export function sniffImage(bytes: Uint8Array): ImageKind | null {
  if (startsWith(bytes, 0, [0xff, 0xd8, 0xff])) return 'jpeg'
  if (startsWith(bytes, 0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'png'
  if (startsWith(bytes, 0, [0x49, 0x49, 0x2a, 0x00]) || startsWith(bytes, 0, [0x4d, 0x4d, 0x00, 0x2a])) return 'tiff'
  return startsWith(bytes, 0, [0x52, 0x49, 0x46, 0x46]) && startsWith(bytes, 8, [0x57, 0x45, 0x42, 0x50]) ? 'webp' : null
}

import { sniffFile } from '../../../pipeline/intake/sniff-file.ts'

export type PaperKind = 'criteria' | 'letter' | 'audio'

const startsWith = (bytes: Uint8Array, text: string, at = 0): boolean => [...text].every((letter, i) => bytes[at + i] === letter.charCodeAt(0))

/** The media type of a paper by its bytes; null when the kind is not given in such a file. */
export function paperType(bytes: Uint8Array, kind: PaperKind): string | null {
  const file = sniffFile(bytes.subarray(0, 4096))
  if (kind === 'audio') return audioType(bytes)
  if (file === 'pdf') return 'application/pdf'
  return kind === 'letter' && (file === 'jpeg' || file === 'png') ? `image/${file}` : null
}

function audioType(bytes: Uint8Array): string | null {
  if (startsWith(bytes, 'ID3') || (bytes[0] === 0xff && (bytes[1]! & 0xe6) === 0xe2)) return 'audio/mpeg'
  if (startsWith(bytes, 'OggS')) return 'audio/ogg'
  if (startsWith(bytes, 'RIFF') && startsWith(bytes, 'WAVE', 8)) return 'audio/wav'
  return startsWith(bytes, 'ftypM4A', 4) ? 'audio/mp4' : null
}

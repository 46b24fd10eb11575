import type { UnfinishedUploads } from '../../../api/school.ts'
import { fileSize, t } from '../text.ts'

/** The first bytes of a TIFF in either byte order, a JPEG and a PNG: the name proves nothing. */
const PICTURES = [[0x49, 0x49, 0x2a, 0x00], [0x4d, 0x4d, 0x00, 0x2a], [0xff, 0xd8, 0xff], [0x89, 0x50, 0x4e, 0x47]] as const

/** Why a file would be refused for its size after an hour on a slow link, said before it is sent; null: it would not. */
export async function whyTooLarge(file: File, most: UnfinishedUploads['mostBytes'] | undefined): Promise<string | null> {
  if (!most || file.size <= Math.min(most.file, most.picture)) return null
  if (file.size > most.file) return t('fileTooLarge', { size: fileSize(file.size), most: fileSize(most.file) })
  const head = new Uint8Array(await file.slice(0, 4).arrayBuffer())
  return PICTURES.some((picture) => picture.every((byte, at) => head[at] === byte)) ? t('pictureTooLarge', { size: fileSize(file.size), most: fileSize(most.picture) }) : null
}

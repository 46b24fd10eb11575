import { DEFAULT_LIMITS } from '../../pipeline/intake/limits.ts'
import type { FileKind } from '../../pipeline/intake/sniff-file.ts'
import { READING_REASONS, type ReadingReason } from '../../pipeline/model/page-reading.ts'

/** Sizes as the browser shows them to people. */
const megabytes = (bytes: number): string => `${Math.round(bytes / 1_048_576)} МБ`
const AGAIN = 'Отсканируйте стопку заново при 300 dpi или разделите её на несколько файлов и загрузите их по очереди.'

/** Why a whole upload was refused and what to do now, for the secretary who sent it. `kind`: what its bytes are. */
export function refusalWords({ reason, kind, sizeBytes }: { readonly reason: ReadingReason; readonly kind: FileKind | null; readonly sizeBytes: number }): string {
  const { maxPictureFileBytes, maxRenderedBytes, maxPages, maxPixels } = DEFAULT_LIMITS
  switch (reason) {
    case 'too-large': {
      if (kind === 'pdf' && sizeBytes > maxRenderedBytes) return `Файл не принят: этот PDF повреждён, защищён паролем или собран необычно, такие принимаются до ${megabytes(maxRenderedBytes)}, а в нём ${megabytes(sizeBytes)}. Если на нём пароль, сохраните его без пароля. ${AGAIN}`
      const isPicture = kind === 'tiff' || kind === 'jpeg' || kind === 'png'
      if (isPicture && sizeBytes > maxPictureFileBytes) return `Файл не принят: в нём ${megabytes(sizeBytes)}, а TIFF, JPEG и PNG принимаются до ${megabytes(maxPictureFileBytes)}. Сохраните скан как PDF. ${AGAIN}`
      return `Файл не принят: в нём больше ${maxPages} страниц или страница больше ${maxPixels / 1_000_000} миллионов точек. ${AGAIN}`
    }
    case 'encrypted-file': return `Файл не принят: ${READING_REASONS[reason]}. Откройте его, сохраните без пароля («Печать» → «Сохранить как PDF») и загрузите снова.`
    default: return `Файл не принят: ${READING_REASONS[reason]}. Сохраните его заново или отсканируйте ещё раз и загрузите снова.`
  }
}

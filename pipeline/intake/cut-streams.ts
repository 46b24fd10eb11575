import { PDFRawStream } from 'pdf-lib'
import type { ByteSource } from './byte-source.ts'
import type { CutPdf } from './cut-pictures.ts'
import type { Jbig2 } from './jbig2.ts'
import { filtersOf } from './pdf-objects.ts'
import { jbig2Of } from './pdf-picture.ts'

/** Streams whose data may have been left in the file. */
export interface CutStreams {
  sizeOf(stream: PDFRawStream): number
  isCut(stream: PDFRawStream): boolean
  whole(stream: PDFRawStream): Promise<PDFRawStream>
  /** How a picture is coded when that is JBIG2, without its data. */
  jbig2(stream: PDFRawStream): Promise<Exclude<Jbig2, { type: 'fax' }> | { readonly type: 'fax' } | null>
}

export function cutStreams(source: ByteSource, { bytes, pictures }: CutPdf): CutStreams {
  const placeOf = ({ contents }: PDFRawStream): { readonly start: number; readonly length: number } | undefined =>
    (contents.length === 0 && contents.buffer === bytes.buffer ? pictures.get(contents.byteOffset - bytes.byteOffset) : undefined)
  const whole = async (stream: PDFRawStream): Promise<PDFRawStream> => {
    const place = placeOf(stream)
    return place ? PDFRawStream.of(stream.dict, await source.read(place.start, place.length)) : stream
  }
  const known = new Map<PDFRawStream, Awaited<ReturnType<CutStreams['jbig2']>>>()
  return {
    sizeOf: (stream) => placeOf(stream)?.length ?? stream.contents.length,
    isCut: (stream) => placeOf(stream) !== undefined,
    whole,
    async jbig2(stream) {
      if (filtersOf(stream).at(-1) !== 'JBIG2Decode') return null
      if (!known.has(stream)) {
        const found = jbig2Of(await whole(stream))
        known.set(stream, found?.type === 'fax' ? { type: 'fax' } : found)
      }
      return known.get(stream) ?? null
    },
  }
}

import type { BlindCertificate, HandMask } from '../model/blind-certificate.ts'
import type { Raster } from '../model/raster.ts'
import { detectForeignBytes } from './detect-leaks.ts'
import { detectTeacherInkLeft } from './detect-stray-ink.ts'
import { encodeBlind, sha256 } from './encode-blind.ts'
import { findTeacherInk } from './find-teacher-ink.ts'
import { inkMask } from './ink-mask.ts'
import { clearOwnRests } from './ink-rests.ts'
import type { Inspect, Look, MadeBlindPage } from './make-blind-page.ts'
import { EDGE_PX, paintOut } from './paint-out.ts'
import { paperLevels } from './paper-level.ts'
import { whitenPage } from './whiten-page.ts'

/**
 * The blind page of a picture that lies on no blank: nobody knows where its code and scores stand, so a person hides them. Without a mask the page is blocked;
 * with masks it still waits until somebody has looked at the finished image and says that nothing tells. Colour, paper and metadata go as on every page.
 */
export async function makeBlindPageByHand({ picture, formId, formPage, masks, inspect }: {
  readonly picture: Raster; readonly formId: string; readonly formPage: number; readonly masks: readonly HandMask[]; readonly inspect: Inspect
}): Promise<MadeBlindPage> {
  const { width, height } = picture
  const blank: Raster = { width, height, channels: 1, data: new Uint8Array(width * height).fill(255) }
  const ink = inkMask({ straight: picture, blank })
  const paper = paperLevels(picture)
  // No box tells the teacher's pen: red and green ink goes wherever it is.
  const { taken, teacherInk, teacherPen } = findTeacherInk({ straight: picture, paper, boxes: [], strayInkPx: Infinity })
  const { raster, kept } = whitenPage({ scan: picture, blank, paper, taken })
  if (kept && taken) clearOwnRests({ image: raster, kept, taken })
  paintOut({ page: raster, boxes: [], pixels: [], masks, edgePx: EDGE_PX })
  const { bytes, image } = await encodeBlind(raster)
  const look: Look = async (finished) => [
    { detector: 'hidden-by-hand', version: 1, passed: false, firm: masks.length === 0, detail: `${masks.length} masks` },
    detectForeignBytes(finished.bytes), detectTeacherInkLeft({ image: finished.image, kept, ink: null }), ...await inspect(finished.image, ink, blank),
  ]
  const certificate: BlindCertificate = {
    version: 1, source: sha256(picture.data), image: sha256(bytes), form: formId, formPage, hidden: [], masks: [...masks], edgePx: EDGE_PX, followedInkPx: 0, teacherInk, teacherPen, writing: true,
    detections: [...await look({ bytes, image })],
  }
  return { bytes, image, look, widthPx: width, heightPx: height, certificate }
}

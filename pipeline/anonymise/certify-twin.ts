import { decodeImage } from '../image/codec.ts'
import type { BlindCertificate, Detection, HandMask } from '../model/blind-certificate.ts'
import type { Raster } from '../model/raster.ts'
import { sha256 } from './encode-blind.ts'
import type { MadeBlindPage } from './make-blind-page.ts'
import { moved, twinPage, type Move } from './twin-page.ts'

/** The other picture of a blind page with a certificate of its own. Not `fit`: it may be shown to nobody. */
export interface Twin { readonly bytes: Uint8Array; readonly certificate: BlindCertificate; readonly fit: boolean }

/**
 * Makes the twin of a page and lets every detector of the page look at the twin's own bytes and at the picture that a browser makes of them, put back to where the page lay: fields, blank and
 * ink lie there. One more holds the twin against the moved page, px by px, its edges too.
 */
export async function certifyTwin(page: MadeBlindPage): Promise<Twin> {
  const { bytes, movedPx } = await twinPage(page)
  const decoded = await decodeImage(bytes)
  if (!decoded.ok) throw new Error(`The twin of a blind page does not decode: ${decoded.reason}`)
  const image = decoded.value.raster, [right, down] = movedPx
  const detections = [...await page.look({ bytes, image: moved(image, [-right, -down]) }), detectOtherPicture({ image, page: page.image, movedPx })]
  const { certificate } = page
  return {
    bytes, fit: isFit(detections, certificate),
    certificate: {
      ...certificate, image: sha256(bytes), twin: { of: certificate.image, movedPx: [right, down] }, detections,
      hidden: certificate.hidden.map(({ kind, boxPx: [x, y, width, height] }) => ({ kind, boxPx: [x + right, y + down, width, height] })), masks: certificate.masks.map((mask) => movedMask(mask, movedPx)),
    },
  }
}

/** What a person has answered of the page itself is answered of its twin; anything else that a detector finds on the twin alone nobody has looked at. */
const isFit = (detections: readonly Detection[], page: BlindCertificate): boolean =>
  detections.every((hit) => hit.passed || (hit.firm === false && page.detections.some((one) => one.detector === hit.detector && !one.passed)))

const movedMask = (mask: HandMask, [right, down]: Move): HandMask => (mask.type === 'box'
  ? { type: 'box', boxPx: [mask.boxPx[0] + right, mask.boxPx[1] + down, mask.boxPx[2], mask.boxPx[3]] }
  : { ...mask, points: mask.points.map(([x, y]) => [x + right, y + down]) })

/** A second encoding changes a pixel by so much, no more. */
const MOST_APART = 80

/** Looks whether the twin shows the page, moved, and nothing else. */
export function detectOtherPicture({ image, page, movedPx }: { readonly image: Raster; readonly page: Raster; readonly movedPx: Move }): Detection {
  const meant = moved(page, movedPx)
  const alike = image.width === meant.width && image.height === meant.height && image.channels === meant.channels
  let most = alike ? 0 : 255
  if (alike) for (let at = 0; at < meant.data.length; at++) most = Math.max(most, Math.abs(image.data[at]! - meant.data[at]!))
  return { detector: 'other-picture', version: 1, passed: most <= MOST_APART, detail: `moved by ${movedPx.join(', ')} px, no pixel further off than ${most}` }
}

import { signal } from '@preact/signals'

/** Where the picture lies: scale against the fitted width and the shift in px. Kept from page to page and from work to work. */
export interface View { readonly zoom: number; readonly x: number; readonly y: number }
export interface Size { readonly width: number; readonly height: number }
/** Left, top, width, height in px of the image. */
export type BoxPx = readonly [number, number, number, number]

export const FITTED: View = { zoom: 1, x: 0, y: 0 }
export const sharedView = signal<View>(FITTED)

const AIR_PX = 24
const FIELD_SHARE = 0.3
const MOST_NEAR = 2.2

const clampZoom = (zoom: number): number => Math.min(6, Math.max(0.4, zoom))

/** Zooms so that the point under the pointer stays where it is. */
export function zoomAt(view: View, factor: number, pointX: number, pointY: number): View {
  const zoom = clampZoom(view.zoom * factor)
  const ratio = zoom / view.zoom
  return { zoom, x: pointX - (pointX - view.x) * ratio, y: pointY - (pointY - view.y) * ratio }
}

/** The view moved back so that the paper fills the frame as far as it can and is never lost outside of it. */
export function keepInFrame(view: View, frame: Size, image: Size): View {
  const width = frame.width * view.zoom
  const height = (width * image.height) / image.width
  const along = (shift: number, paper: number, room: number): number => (paper <= room ? (room - paper) / 2 : Math.min(0, Math.max(room - paper, shift)))
  return { zoom: view.zoom, x: along(view.x, width, frame.width), y: height <= frame.height ? 0 : along(view.y, height, frame.height) }
}

/** The view that brings a box into the frame: `near` comes close to a small field, `keep` leaves the scale as the person has set it. */
export function showBox({ view, box: [left, top, width, height], frame, image, manner }: {
  readonly view: View; readonly box: BoxPx; readonly frame: Size; readonly image: Size; readonly manner: 'near' | 'keep'
}): View {
  const fitted = frame.width / image.width
  const zoom = manner === 'keep' ? view.zoom : Math.min(MOST_NEAR, Math.max(1, (FIELD_SHARE * frame.width) / (width * fitted)))
  const scale = fitted * zoom
  const along = (shift: number, from: number, length: number, room: number): number => {
    if (manner === 'near') return room / 2 - (from + length / 2) * scale
    const start = shift + from * scale
    const end = start + length * scale
    if (start >= 0 && end <= room) return shift
    // What is longer than the frame is shown from its beginning.
    return length * scale > room || start < 0 ? AIR_PX - from * scale : room - AIR_PX - (from + length) * scale
  }
  return keepInFrame({ zoom, x: along(view.x, left, width, frame.width), y: along(view.y, top, height, frame.height) }, frame, image)
}

import { signal } from '@preact/signals'

/** Where the picture lies: scale against the fitted width and the shift in px. Kept from page to page and from work to work. */
export interface View { readonly zoom: number; readonly x: number; readonly y: number }
export interface Size { readonly width: number; readonly height: number }
/** Left, top, width, height in px of the image. */
export type BoxPx = readonly [number, number, number, number]
/** Quarter turns clockwise. */
export type Turn = 0 | 1 | 2 | 3
/** `near` comes close to a small field, `fit` fills the frame with it, `keep` leaves the scale as the person has set it. */
export type Manner = 'near' | 'fit' | 'keep'

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

/** The view that brings a box into the frame. */
export function showBox({ view, box: [left, top, width, height], frame, image, manner }: {
  readonly view: View; readonly box: BoxPx; readonly frame: Size; readonly image: Size; readonly manner: Manner
}): View {
  const fitted = frame.width / image.width
  const zoom = zoomFor({ view, width, frame, fitted, manner })
  const scale = fitted * zoom
  const along = (shift: number, from: number, length: number, room: number): number => {
    const isLong = length * scale > room - 2 * AIR_PX
    if (manner === 'near' || (manner === 'fit' && !isLong)) return room / 2 - (from + length / 2) * scale
    const start = shift + from * scale
    const end = start + length * scale
    if (manner === 'keep' && start >= 0 && end <= room) return shift
    // What is longer than the frame is shown from its beginning.
    return manner === 'fit' || length * scale > room || start < 0 ? AIR_PX - from * scale : room - AIR_PX - (from + length) * scale
  }
  return keepInFrame({ zoom, x: along(view.x, left, width, frame.width), y: along(view.y, top, height, frame.height) }, frame, image)
}

function zoomFor({ view, width, frame, fitted, manner }: { view: View; width: number; frame: Size; fitted: number; manner: Manner }): number {
  switch (manner) {
    case 'keep': return view.zoom
    case 'near': return Math.min(MOST_NEAR, Math.max(1, (FIELD_SHARE * frame.width) / (width * fitted)))
    case 'fit': return clampZoom((frame.width - 2 * AIR_PX) / (width * fitted))
  }
}

/** The size of a picture after quarter turns. */
export const turnedSize = ({ width, height }: Size, turn: Turn): Size => (turn % 2 === 0 ? { width, height } : { width: height, height: width })

/** Where a box lies after the picture was turned. */
export function turnedBox([left, top, width, height]: BoxPx, image: Size, turn: Turn): BoxPx {
  switch (turn) {
    case 0: return [left, top, width, height]
    case 1: return [image.height - top - height, left, height, width]
    case 2: return [image.width - left - width, image.height - top - height, width, height]
    case 3: return [top, image.width - left - width, height, width]
  }
}

/** A point of the turned picture, as shares of its sides → the same point of the picture as it is, as shares. */
export function turnedBack({ x, y }: { readonly x: number; readonly y: number }, turn: Turn): { readonly x: number; readonly y: number } {
  switch (turn) {
    case 0: return { x, y }
    case 1: return { x: y, y: 1 - x }
    case 2: return { x: 1 - x, y: 1 - y }
    case 3: return { x: 1 - y, y: x }
  }
}

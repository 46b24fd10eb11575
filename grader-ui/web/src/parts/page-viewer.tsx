import { signal, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { t } from '../text.ts'

/** Where the picture lies: scale against the fitted width and the shift in px. Kept from page to page and from work to work. */
export interface View { readonly zoom: number; readonly x: number; readonly y: number }
export const FITTED: View = { zoom: 1, x: 0, y: 0 }
export const sharedView = signal<View>(FITTED)

const clampZoom = (zoom: number): number => Math.min(6, Math.max(0.4, zoom))

/** Zooms so that the point under the pointer stays where it is. */
function zoomAt(view: View, factor: number, pointX: number, pointY: number): View {
  const zoom = clampZoom(view.zoom * factor)
  const ratio = zoom / view.zoom
  return { zoom, x: pointX - (pointX - view.x) * ratio, y: pointY - (pointY - view.y) * ratio }
}

interface Props {
  readonly url: string; readonly widthPx: number; readonly heightPx: number; readonly label: string
  /** Boxes to point out, px of the image. */
  readonly marks?: readonly (readonly [number, number, number, number])[]
}

/** A page that is moved with the mouse, a finger or the buttons and zoomed with the wheel or two fingers, in CSS transforms. */
export function PageViewer({ url, widthPx, heightPx, label, marks = [] }: Props) {
  const frame = useRef<HTMLDivElement>(null)
  const pointers = useRef(new Map<number, PointerEvent>())
  const failed = useSignal(false)
  const view = sharedView.value

  useEffect(() => {
    const element = frame.current!
    const wheel = (event: WheelEvent): void => {
      event.preventDefault()
      const bounds = element.getBoundingClientRect()
      sharedView.value = event.ctrlKey || !event.shiftKey
        ? zoomAt(sharedView.value, Math.exp(-event.deltaY * 0.0015), event.clientX - bounds.left, event.clientY - bounds.top)
        : { ...sharedView.value, x: sharedView.value.x - event.deltaY }
    }
    element.addEventListener('wheel', wheel, { passive: false })
    return () => element.removeEventListener('wheel', wheel)
  }, [])
  useEffect(() => { failed.value = false }, [url])

  const move = (event: PointerEvent): void => {
    const last = pointers.current.get(event.pointerId)
    if (!last) return
    const others = [...pointers.current.values()].filter((p) => p.pointerId !== event.pointerId)
    const other = others[0]
    if (other) {
      const bounds = frame.current!.getBoundingClientRect()
      const distance = (p: PointerEvent): number => Math.hypot(p.clientX - other.clientX, p.clientY - other.clientY)
      sharedView.value = zoomAt(sharedView.value, distance(event) / Math.max(1, distance(last)), other.clientX - bounds.left, other.clientY - bounds.top)
    } else {
      sharedView.value = { ...sharedView.value, x: sharedView.value.x + event.clientX - last.clientX, y: sharedView.value.y + event.clientY - last.clientY }
    }
    pointers.current.set(event.pointerId, event)
  }
  const release = (event: PointerEvent): void => { pointers.current.delete(event.pointerId) }
  const centre = (): [number, number] => [frame.current!.clientWidth / 2, frame.current!.clientHeight / 2]

  return (
    <div class="viewer">
      <div ref={frame} class="frame" role="img" aria-label={label}
        onPointerDown={(event) => { pointers.current.set(event.pointerId, event); frame.current!.setPointerCapture(event.pointerId) }}
        onPointerMove={move} onPointerUp={release} onPointerCancel={release}>
        <div class="sheet" style={{ aspectRatio: `${widthPx} / ${heightPx}`, transform: `translate(${view.x}px, ${view.y}px) scale(${view.zoom})` }}>
          <img src={url} alt="" draggable={false} onError={() => { failed.value = true }} />
          {marks.map(([x, y, width, height]) => (
            <span key={`${x},${y}`} class="mark" style={{ left: `${(100 * x) / widthPx}%`, top: `${(100 * y) / heightPx}%`, width: `${(100 * width) / widthPx}%`, height: `${(100 * height) / heightPx}%` }} />
          ))}
        </div>
        {failed.value && <p class="problem" role="alert">{t('imageFailed')}</p>}
      </div>
      <div class="tools" role="group" aria-label={t('zoom')}>
        <button type="button" aria-label={t('zoomIn')} onClick={() => { sharedView.value = zoomAt(view, 1.25, ...centre()) }}>+</button>
        <button type="button" aria-label={t('zoomOut')} onClick={() => { sharedView.value = zoomAt(view, 0.8, ...centre()) }}>−</button>
        <button type="button" aria-label={t('zoomFit')} onClick={() => { sharedView.value = FITTED }}>⤢</button>
      </div>
    </div>
  )
}

import { useSignal } from '@preact/signals'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { t } from '../text.ts'
import { FITTED, keepInFrame, sharedView, showBox, zoomAt, type BoxPx, type Size, type View } from './view.ts'

interface Props {
  readonly url: string; readonly widthPx: number; readonly heightPx: number; readonly label: string
  /** Boxes to point out, px of the image; the first one is brought into view. */
  readonly marks?: readonly BoxPx[]
  /** `near` comes close to the first mark, `keep` only moves the page until the mark is seen. */
  readonly manner: 'near' | 'keep'
  /** Degrees clockwise that the picture is shown turned; width and height are those of the turned picture. */
  readonly turn?: number
}

/** The picture lies in the middle of the sheet and is turned there; sideways it is as wide as the sheet is high. */
function turned(turn: number, shape: number): Record<string, string> {
  const sideways = turn % 180 !== 0
  return {
    position: 'absolute', left: '50%', top: '50%', width: sideways ? `${100 / shape}%` : '100%', height: sideways ? `${100 * shape}%` : '100%',
    transform: `translate(-50%, -50%) rotate(${turn}deg)`,
  }
}

/** A page that is moved with the mouse, a finger, the wheel or the buttons and zoomed with Ctrl and the wheel or two fingers. */
export function PageViewer({ url, widthPx, heightPx, label, marks = [], manner, turn = 0 }: Props) {
  const frame = useRef<HTMLDivElement>(null)
  const pointers = useRef(new Map<number, PointerEvent>())
  const failed = useSignal(false)
  const view = sharedView.value
  const image: Size = { width: widthPx, height: heightPx }
  const frameSize = (): Size => ({ width: frame.current!.clientWidth, height: frame.current!.clientHeight })
  const put = (next: View): void => { sharedView.value = keepInFrame(next, frameSize(), image) }
  const newestPut = useRef(put)
  newestPut.current = put

  useEffect(() => {
    const element = frame.current!
    const wheel = (event: WheelEvent): void => {
      event.preventDefault()
      const bounds = element.getBoundingClientRect()
      const now = sharedView.value
      const [right, down] = event.shiftKey ? [event.deltaY, 0] : [event.deltaX, event.deltaY]
      newestPut.current(event.ctrlKey
        ? zoomAt(now, Math.exp(-event.deltaY * 0.003), event.clientX - bounds.left, event.clientY - bounds.top)
        : { ...now, x: now.x - right, y: now.y - down })
    }
    element.addEventListener('wheel', wheel, { passive: false })
    return () => element.removeEventListener('wheel', wheel)
  }, [])
  useEffect(() => { failed.value = false }, [url])
  const [mark] = marks
  useLayoutEffect(() => {
    if (mark) sharedView.value = showBox({ view: sharedView.value, box: mark, frame: frameSize(), image, manner })
    else put(sharedView.value)
  }, [url, mark?.join()])

  const move = (event: PointerEvent): void => {
    const last = pointers.current.get(event.pointerId)
    if (!last) return
    const others = [...pointers.current.values()].filter((p) => p.pointerId !== event.pointerId)
    const other = others[0]
    if (other) {
      const bounds = frame.current!.getBoundingClientRect()
      const distance = (p: PointerEvent): number => Math.hypot(p.clientX - other.clientX, p.clientY - other.clientY)
      put(zoomAt(sharedView.value, distance(event) / Math.max(1, distance(last)), other.clientX - bounds.left, other.clientY - bounds.top))
    } else {
      put({ ...sharedView.value, x: sharedView.value.x + event.clientX - last.clientX, y: sharedView.value.y + event.clientY - last.clientY })
    }
    pointers.current.set(event.pointerId, event)
  }
  const release = (event: PointerEvent): void => { pointers.current.delete(event.pointerId) }
  const zoomBy = (factor: number): void => { put(zoomAt(sharedView.value, factor, frameSize().width / 2, frameSize().height / 2)) }

  return (
    <div class="viewer">
      <div ref={frame} class="frame" role="img" aria-label={label}
        onPointerDown={(event) => { pointers.current.set(event.pointerId, event); frame.current!.setPointerCapture(event.pointerId) }}
        onPointerMove={move} onPointerUp={release} onPointerCancel={release}>
        <div class="sheet" style={{ aspectRatio: `${widthPx} / ${heightPx}`, transform: `translate(${view.x}px, ${view.y}px) scale(${view.zoom})` }}>
          <img src={url} alt="" draggable={false} style={turn === 0 ? undefined : turned(turn, widthPx / heightPx)} onError={() => { failed.value = true }} />
          {marks.map(([x, y, width, height]) => (
            <span key={`${x},${y}`} class="mark" style={{ left: `${(100 * x) / widthPx}%`, top: `${(100 * y) / heightPx}%`, width: `${(100 * width) / widthPx}%`, height: `${(100 * height) / heightPx}%` }} />
          ))}
        </div>
        {failed.value && <p class="problem" role="alert">{t('imageFailed')}</p>}
      </div>
      <div class="tools" role="group" aria-label={t('zoom')}>
        <button type="button" aria-label={t('zoomIn')} title={t('zoomIn')} onClick={() => zoomBy(1.25)}>+</button>
        <button type="button" aria-label={t('zoomOut')} title={t('zoomOut')} onClick={() => zoomBy(0.8)}>−</button>
        <button type="button" aria-label={t('zoomFit')} title={t('zoomFit')} onClick={() => put(FITTED)}>⤢</button>
      </div>
    </div>
  )
}

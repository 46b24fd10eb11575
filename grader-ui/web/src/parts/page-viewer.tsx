import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { t } from '../text.ts'
import { Picture } from './picture.tsx'
import { useDragging } from './use-dragging.ts'
import { FITTED, keepInFrame, sharedView, showBox, turnedBack, turnedBox, turnedSize, zoomAt, type BoxPx, type Manner, type Size, type Turn, type View } from './view.ts'

interface Props {
  readonly url: string; readonly widthPx: number; readonly heightPx: number; readonly label: string
  /** Boxes to point out, px of the image; the first one is brought into view. */
  readonly marks?: readonly BoxPx[]
  readonly manner: Manner
  readonly turn?: Turn
  /** Everything but the marks is covered. */
  readonly only?: boolean
  /** What lies on the paper, placed by percentages. */
  readonly children?: ComponentChildren
  /** More buttons beside those for the scale. */
  readonly tools?: ComponentChildren
  /** A place on the paper was double-clicked: shares of the image's width and height. */
  readonly onPoint?: (place: { readonly x: number; readonly y: number }) => void
}

const percent = (part: number, whole: number): string => `${(100 * part) / whole}%`

/** A page that is moved with the mouse, a finger, the wheel or the buttons and zoomed with Ctrl and the wheel or two fingers. */
export function PageViewer({ url, widthPx, heightPx, label, marks = [], manner, turn = 0, only = false, children, tools, onPoint }: Props) {
  const frame = useRef<HTMLDivElement>(null)
  const state = useSignal<'loading' | 'shown' | 'failed'>('loading')
  const view = sharedView.value
  const image: Size = { width: widthPx, height: heightPx }
  const paper = turnedSize(image, turn)
  const frameSize = (): Size => ({ width: frame.current!.clientWidth, height: frame.current!.clientHeight })
  const put = (next: View): void => { sharedView.value = keepInFrame(next, frameSize(), paper) }
  const dragging = useDragging(frame, put)

  const [mark] = marks
  const show = (): void => {
    if (mark) sharedView.value = showBox({ view: sharedView.value, box: turnedBox(mark, image, turn), frame: frameSize(), image: paper, manner })
    else put(sharedView.value)
  }
  const newestShow = useRef(show)
  newestShow.current = show
  useLayoutEffect(show, [url, mark?.join(), manner, turn])
  useEffect(() => {
    // A tablet that was turned: the answer stays in sight.
    const watch = new ResizeObserver(() => newestShow.current())
    watch.observe(frame.current!)
    return () => watch.disconnect()
  }, [])

  const point = (event: MouseEvent): void => {
    const bounds = frame.current!.getBoundingClientRect()
    const width = bounds.width * view.zoom
    const x = (event.clientX - bounds.left - view.x) / width
    const y = (event.clientY - bounds.top - view.y) / ((width * paper.height) / paper.width)
    if (x >= 0 && x <= 1 && y >= 0 && y <= 1) onPoint?.(turnedBack({ x, y }, turn))
  }
  const zoomBy = (factor: number): void => { put(zoomAt(sharedView.value, factor, frameSize().width / 2, frameSize().height / 2)) }

  return (
    <div class="viewer">
      <div ref={frame} class="frame" role="group" aria-label={label} data-state={state.value} {...dragging} onDblClick={point}>
        <div class="sheet" style={{ aspectRatio: `${paper.width} / ${paper.height}`, transform: `translate(${view.x}px, ${view.y}px) scale(${view.zoom})` }}>
          <div class={turn === 0 ? 'turned' : 'turned aside'} style={turn === 0 ? undefined : { width: percent(image.width, paper.width), height: percent(image.height, paper.height), transform: `translate(-50%, -50%) rotate(${turn * 90}deg)` }}>
            <Picture url={url} onState={(next) => { state.value = next }} />
            {marks.map(([x, y, width, height]) => (
              <span key={`${x},${y}`} class={only ? 'mark only' : 'mark'} style={{ left: percent(x, widthPx), top: percent(y, heightPx), width: percent(width, widthPx), height: percent(height, heightPx) }} />
            ))}
            {children}
          </div>
        </div>
        {state.value === 'failed' && <p class="problem" role="alert">{t('imageFailed')}</p>}
      </div>
      <div class="tools" role="group" aria-label={t('zoom')}>
        {tools}
        <button type="button" aria-label={t('zoomIn')} title={t('zoomIn')} onClick={() => zoomBy(1.25)}>+</button>
        <button type="button" aria-label={t('zoomOut')} title={t('zoomOut')} onClick={() => zoomBy(0.8)}>−</button>
        <button type="button" aria-label={t('zoomFit')} title={t('zoomFit')} onClick={() => put(FITTED)}>⤢</button>
      </div>
    </div>
  )
}

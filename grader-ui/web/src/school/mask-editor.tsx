import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { BlindPageToLookAt, PageMask } from '../../../api/school.ts'
import { Key } from '../parts/key.tsx'
import { useKeys } from '../parts/use-keys.ts'
import { t } from '../text.ts'

interface Props { readonly page: BlindPageToLookAt; readonly onSave: (masks: readonly PageMask[]) => Promise<void>; readonly onClose: () => void }

type Point = [number, number]
type Box = [number, number, number, number]
const BRUSHES = [24, 48, 96] as const
/** How far an arrow key moves or stretches the frame, px of the page. */
const STEP = 16

/** A mask as it will be painted. */
const Shape = ({ mask }: { mask: PageMask }) => (mask.type === 'box'
  ? <rect class="mask" x={mask.boxPx[0]} y={mask.boxPx[1]} width={mask.boxPx[2]} height={mask.boxPx[3]} />
  : <polyline class="mask brush" points={(mask.points.length === 1 ? [...mask.points, mask.points[0]!] : mask.points).map((point) => point.join()).join(' ')} style={{ strokeWidth: mask.widthPx }} />)

const boxBetween = ([x0, y0]: Point, [x1, y1]: Point): Box => [Math.min(x0, x1), Math.min(y0, y1), Math.abs(x1 - x0), Math.abs(y1 - y0)]

/** Hides places of a blind page by hand: a box or a brush with the mouse, a finger or a pen; a frame with the keyboard. */
export function MaskEditor({ page, onSave, onClose }: Props) {
  const masks = useSignal<readonly PageMask[]>(page.masks)
  const drawing = useSignal<PageMask | null>(null)
  const tool = useSignal<'box' | 'brush'>('box')
  const brush = useSignal<number>(BRUSHES[1])
  const wide = useSignal(false)
  const frame = useSignal<Box | null>(null)
  const saving = useSignal(false)
  const start = useRef<Point>([0, 0])
  const sheet = useRef<SVGSVGElement>(null)
  const frameShape = useRef<SVGRectElement>(null)
  useEffect(() => { frameShape.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' }) }, [frame.value])

  const pointOf = (event: PointerEvent): Point => {
    const { left, top, width } = sheet.current!.getBoundingClientRect()
    const scale = page.widthPx / width
    return [Math.round((event.clientX - left) * scale), Math.round((event.clientY - top) * scale)]
  }
  const down = (event: PointerEvent): void => {
    sheet.current!.setPointerCapture(event.pointerId)
    frame.value = null
    start.current = pointOf(event)
    drawing.value = tool.value === 'box' ? { type: 'box', boxPx: [...start.current, 0, 0] } : { type: 'brush', widthPx: brush.value, points: [start.current] }
  }
  const move = (event: PointerEvent): void => {
    const now = drawing.value
    if (!now) return
    const point = pointOf(event)
    drawing.value = now.type === 'box' ? { type: 'box', boxPx: boxBetween(start.current, point) } : { ...now, points: [...now.points, point] }
  }
  const up = (): void => {
    const now = drawing.value
    drawing.value = null
    // A click without a drag is no box.
    if (now && (now.type === 'brush' || (now.boxPx[2] > 3 && now.boxPx[3] > 3))) masks.value = [...masks.value, now]
  }
  const undo = (): void => { masks.value = masks.value.slice(0, -1) }
  const isChanged = (): boolean => masks.value !== page.masks && masks.value.length > 0
  const save = async (): Promise<void> => {
    if (!isChanged() || saving.value) return
    saving.value = true
    await onSave(masks.value).finally(() => { saving.value = false })
  }
  const moveFrame = (dx: number, dy: number, stretch: boolean): void => {
    const [x, y, width, height] = frame.value ?? [Math.round(page.widthPx / 2) - 150, 200, 300, 90]
    const within = (value: number, most: number): number => Math.max(0, Math.min(most, value))
    if (!frame.value) frame.value = [x, y, width, height]
    else frame.value = stretch
      ? [x, y, Math.max(STEP, Math.min(page.widthPx - x, width + dx)), Math.max(STEP, Math.min(page.heightPx - y, height + dy))]
      : [within(x + dx, page.widthPx - width), within(y + dy, page.heightPx - height), width, height]
  }
  const paintFrame = (): void => { if (frame.value) masks.value = [...masks.value, { type: 'box', boxPx: frame.value }] }

  useKeys((event) => {
    const arrows: Readonly<Record<string, Point>> = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }
    const arrow = arrows[event.key]
    if (arrow) { event.preventDefault(); moveFrame(...arrow, event.shiftKey) }
    else if (event.code === 'Space') { event.preventDefault(); paintFrame() }
    else if (event.key === 'Enter') { event.preventDefault(); void save() }
    else if (event.key === 'Escape') onClose()
    else if (event.key === 'Backspace' || event.code === 'KeyZ') { event.preventDefault(); undo() }
    else if (event.code === 'KeyR') tool.value = 'box'
    else if (event.code === 'KeyB') tool.value = 'brush'
  })

  return (
    <div class="split">
      <div class="mask-paper" tabIndex={0} role="region" aria-label={t('formPage', { n: page.formPage })}>
        <svg ref={sheet} class={wide.value ? 'mask-sheet wide' : 'mask-sheet'} viewBox={`0 0 ${page.widthPx} ${page.heightPx}`} role="img" aria-label={t('maskHere', { n: masks.value.length })}
          onPointerDown={down} onPointerMove={move} onPointerUp={up} onPointerCancel={() => { drawing.value = null }}>
          <image href={page.imageUrl} width={page.widthPx} height={page.heightPx} />
          {masks.value.map((mask, index) => <Shape key={index} mask={mask} />)}
          {drawing.value && <Shape mask={drawing.value} />}
          {frame.value && <rect ref={frameShape} class="mask-frame" x={frame.value[0]} y={frame.value[1]} width={frame.value[2]} height={frame.value[3]} />}
        </svg>
      </div>
      <section class="panel">
        <h1>{t('maskTitle', { n: page.formPage })}</h1>
        <ul class="reasons">{page.reasons.map((reason) => <li key={reason}>{reason}</li>)}</ul>
        <div class="tabs" role="group" aria-label={t('maskTool')}>
          <button type="button" aria-pressed={tool.value === 'box'} onClick={() => { tool.value = 'box' }}>{t('maskBox')} <Key>R</Key></button>
          <button type="button" aria-pressed={tool.value === 'brush'} onClick={() => { tool.value = 'brush' }}>{t('maskBrush')} <Key>B</Key></button>
          {tool.value === 'brush' && BRUSHES.map((width) => (
            <button type="button" key={width} aria-pressed={brush.value === width} aria-label={t('brushWidth', { n: Math.round(width / 7.9) })} onClick={() => { brush.value = width }}><span class="dot" style={{ width: `${width / 4}px`, height: `${width / 4}px` }} /></button>
          ))}
        </div>
        <div class="actions">
          <button type="button" onClick={() => { wide.value = !wide.value }} aria-pressed={wide.value}>{t('zoomIn')}</button>
          <button type="button" disabled={masks.value.length === 0} onClick={undo}>{t('undo')} <Key>Z</Key></button>
        </div>
        <div class="actions">
          <button type="button" class="main" disabled={!isChanged() || saving.value} onClick={() => void save()}>{t('maskSave', { n: masks.value.length })} <Key>Enter</Key></button>
          <button type="button" onClick={onClose}>{t('cancel')} <Key>Esc</Key></button>
        </div>
        <p class="muted help">{t('maskHelp')}</p>
      </section>
    </div>
  )
}

import type { RefObject } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { sharedView, zoomAt, type View } from './view.ts'

interface Dragging {
  readonly onPointerDown: (event: PointerEvent) => void; readonly onPointerMove: (event: PointerEvent) => void
  readonly onPointerUp: (event: PointerEvent) => void; readonly onPointerCancel: (event: PointerEvent) => void
}

/** Moves the shared view by mouse, finger and wheel and zooms it by two fingers, or Ctrl and the wheel: handlers for the frame. */
export function useDragging(frame: RefObject<HTMLDivElement>, put: (view: View) => void): Dragging {
  const pointers = useRef(new Map<number, PointerEvent>())
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

  const move = (event: PointerEvent): void => {
    const last = pointers.current.get(event.pointerId)
    if (!last) return
    const other = [...pointers.current.values()].find((p) => p.pointerId !== event.pointerId)
    const now = sharedView.value
    if (other) {
      const bounds = frame.current!.getBoundingClientRect()
      const distance = (p: PointerEvent): number => Math.hypot(p.clientX - other.clientX, p.clientY - other.clientY)
      put(zoomAt(now, distance(event) / Math.max(1, distance(last)), other.clientX - bounds.left, other.clientY - bounds.top))
    } else {
      put({ ...now, x: now.x + event.clientX - last.clientX, y: now.y + event.clientY - last.clientY })
    }
    pointers.current.set(event.pointerId, event)
  }
  const release = (event: PointerEvent): void => { pointers.current.delete(event.pointerId) }
  return {
    onPointerDown: (event) => {
      // What lies on the paper and can be pressed keeps its own presses.
      if (event.target instanceof HTMLElement && event.target.closest('button')) return
      pointers.current.set(event.pointerId, event)
      frame.current!.setPointerCapture(event.pointerId)
    },
    onPointerMove: move, onPointerUp: release, onPointerCancel: release,
  }
}

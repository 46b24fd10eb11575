import { useLayoutEffect, useRef } from 'preact/hooks'

const TEXT_FIELDS = 'dialog, input, textarea, select'
const PRESSABLE = 'button, a, summary'

/**
 * Calls the newest `handler` for every key pressed outside of text fields; with Ctrl, Alt or Meta held the browser keeps its own. Enter and
 * the space bar stay with a button that the keyboard has come to; a button or a list used with the mouse gives the keyboard back. `undo` is called for Ctrl+Z.
 */
export function useKeys(handler: (event: KeyboardEvent) => void, { undo }: { readonly undo?: () => void } = {}): void {
  const newest = useRef(handler)
  newest.current = handler
  const newestUndo = useRef(undo)
  newestUndo.current = undo
  // With the page itself, not after it was painted: a quick hand's first key would be lost.
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const place = event.target instanceof HTMLElement ? event.target : null
      if (place?.closest(TEXT_FIELDS)) return
      if (event.code === 'KeyZ' && (event.ctrlKey || event.metaKey) && newestUndo.current) {
        event.preventDefault()
        return newestUndo.current()
      }
      if (event.ctrlKey || event.altKey || event.metaKey) return
      if ((event.key === 'Enter' || event.code === 'Space') && place?.closest(PRESSABLE)) return
      newest.current(event)
    }
    const giveBack = (event: MouseEvent): void => {
      if (event.detail > 0 && event.target instanceof HTMLElement) event.target.closest<HTMLElement>('button')?.blur()
    }
    const giveBackList = ({ target }: Event): void => { if (target instanceof HTMLSelectElement && !target.matches(':focus-visible')) target.blur() }
    addEventListener('keydown', listen)
    addEventListener('click', giveBack)
    addEventListener('change', giveBackList)
    return () => {
      removeEventListener('keydown', listen)
      removeEventListener('click', giveBack)
      removeEventListener('change', giveBackList)
    }
  }, [])
}

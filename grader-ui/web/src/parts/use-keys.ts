import { useEffect, useRef } from 'preact/hooks'

/** Calls the newest `handler` for every key pressed outside of text fields; with Ctrl, Alt or Meta held the browser keeps its own. */
export function useKeys(handler: (event: KeyboardEvent) => void): void {
  const newest = useRef(handler)
  newest.current = handler
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.altKey || event.metaKey) return
      if (event.target instanceof HTMLElement && event.target.closest('dialog, input:not([data-keys]), textarea, select')) return
      newest.current(event)
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [])
}

import { useSignal, type Signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { get } from './api-client.ts'

export interface Live<T> { readonly data: Signal<T | null>; readonly problem: Signal<string | null>; readonly reload: () => Promise<void> }

const listeners = new Set<() => void>()
let events: EventSource | null = null

/** One stream for the whole page: a browser opens six connections to a server and no more, and uploads need some. */
function onChange(listener: () => void): () => void {
  listeners.add(listener)
  if (!events) {
    events = new EventSource('/api/events')
    events.onmessage = () => { for (const one of listeners) one() }
  }
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    events?.close()
    events = null
  }
}

/** Fetches `path` and fetches it again whenever the server says that something of this desk changed. */
export function useLive<T>(path: string): Live<T> {
  const data = useSignal<T | null>(null)
  const problem = useSignal<string | null>(null)
  const reload = async (): Promise<void> => {
    try {
      data.value = await get<T>(path)
      problem.value = null
    } catch (error) {
      problem.value = (error as Error).message
    }
  }
  useEffect(() => {
    data.value = null
    void reload()
    return onChange(() => void reload())
  }, [path])
  return { data, problem, reload }
}

/** Calls back whenever the server says that something of this desk changed. */
export function useChanges(hear: () => void): void {
  const newest = useRef(hear)
  newest.current = hear
  useEffect(() => onChange(() => newest.current()), [])
}

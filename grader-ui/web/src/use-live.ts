import { useSignal, type Signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { get } from './api-client.ts'

export interface Live<T> { readonly data: Signal<T | null>; readonly problem: Signal<string | null>; readonly reload: () => Promise<void> }

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
    const events = new EventSource('/api/events')
    events.onmessage = () => void reload()
    return () => events.close()
  }, [path])
  return { data, problem, reload }
}

import { useSignal, type Signal } from '@preact/signals'
import { useRef } from 'preact/hooks'

export interface Action { readonly problem: Signal<string | null>; readonly busy: Signal<boolean>; readonly run: (steps: () => Promise<void>) => Promise<void> }

/** Runs something that the server may refuse: its words are kept, and nothing is started twice. `after` follows each run, and is told whether it failed. */
export function useAction({ after }: { readonly after?: (failed: boolean) => Promise<void> } = {}): Action {
  const problem = useSignal<string | null>(null)
  const busy = useSignal(false)
  // Two keys may come before the signal is seen.
  const running = useRef(false)
  const run = async (steps: () => Promise<void>): Promise<void> => {
    if (running.current) return
    running.current = busy.value = true
    problem.value = null
    try {
      await steps()
    } catch (error) {
      problem.value = (error as Error).message
    }
    try {
      await after?.(problem.value !== null)
    } finally {
      running.current = busy.value = false
    }
  }
  return { problem, busy, run }
}

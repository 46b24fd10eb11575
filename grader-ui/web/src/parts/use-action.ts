import { useSignal, type Signal } from '@preact/signals'

export interface Action { readonly problem: Signal<string | null>; readonly busy: Signal<boolean>; readonly run: (steps: () => Promise<void>) => Promise<void> }

/** Runs something that the server may refuse: its words are kept, and nothing is started twice. */
export function useAction(): Action {
  const problem = useSignal<string | null>(null)
  const busy = useSignal(false)
  const run = async (steps: () => Promise<void>): Promise<void> => {
    if (busy.value) return
    busy.value = true
    problem.value = null
    try {
      await steps()
    } catch (error) {
      problem.value = (error as Error).message
    } finally {
      busy.value = false
    }
  }
  return { problem, busy, run }
}

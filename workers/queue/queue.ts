/** One try of a task that waits. `attempt` is the row's number of claims so far. */
export interface Handout {
  readonly taskId: string
  readonly attempt: number
}

/**
 * Carries ids of tasks to workers, and nothing else. It may lose one and may hand one out twice: the task's row is the truth, a
 * claim decides who works, and the dispatcher hands out again what was lost.
 */
export interface Queue {
  /** Hands tasks out to whichever worker is free. A try that waits already is not added twice. Rejects when the engine does not answer. */
  add(handouts: readonly Handout[]): Promise<void>
  /** Begins to take tasks, `concurrency` at a time. `handle` answers for its own errors; it may be called for a task that needs nothing. While the engine is away it waits for it. */
  start(worker: { readonly handle: (taskId: string) => Promise<void>; readonly concurrency: number }): void
  /** Takes no more, waits for what is being handled, lets go of the engine. */
  close(): Promise<void>
}

/**
 * Runs what comes while one run is under way together in the next: nobody waits when nobody else is there, and under load one run serves many. `run`
 * answers for each item in order. When a run of several fails, each is run alone, so that its failure is its own; an item may therefore be run twice. What `isForAll`
 * says of a failure: it is no item's own (the database is away). Then it is everybody's at once, and nobody waits for the others' attempts.
 */
export function inGroups<Item, Answer>(run: (items: readonly Item[]) => Promise<readonly Answer[]>, { most = 200, isForAll = () => false }: { readonly most?: number; readonly isForAll?: (error: unknown) => boolean } = {}): (item: Item) => Promise<Answer> {
  const waiting: { readonly item: Item; readonly resolve: (answer: Answer) => void; readonly reject: (error: unknown) => void }[] = []
  let isRunning = false
  /** Null, or the failure that ends it for all. */
  const attempt = async (group: typeof waiting): Promise<{ readonly error: unknown } | null> => {
    try {
      const answers = await run(group.map(({ item }) => item))
      for (const [index, one] of group.entries()) one.resolve(answers[index]!)
    } catch (error) {
      if (group.length === 1 || isForAll(error)) {
        for (const one of group) one.reject(error)
        return isForAll(error) ? { error } : null
      }
      for (const [index, one] of group.entries()) {
        const ended = await attempt([one])
        if (!ended) continue
        for (const rest of group.slice(index + 1)) rest.reject(ended.error)
        return ended
      }
    }
    return null
  }
  const runAll = async (): Promise<void> => {
    isRunning = true
    while (waiting.length > 0) await attempt(waiting.splice(0, most))
    isRunning = false
  }
  return (item) => new Promise((resolve, reject) => {
    waiting.push({ item, resolve, reject })
    if (!isRunning) void runAll()
  })
}

/**
 * Runs what comes while one run is under way together in the next: nobody waits when nobody else is there, and under load one run serves many. `run`
 * answers for each item in order. When a run of several fails, each is run alone, so that its failure is its own; an item may therefore be run twice.
 */
export function inGroups<Item, Answer>(run: (items: readonly Item[]) => Promise<readonly Answer[]>, { most = 200 }: { readonly most?: number } = {}): (item: Item) => Promise<Answer> {
  const waiting: { readonly item: Item; readonly resolve: (answer: Answer) => void; readonly reject: (error: unknown) => void }[] = []
  let isRunning = false
  const attempt = async (group: typeof waiting): Promise<void> => {
    try {
      const answers = await run(group.map(({ item }) => item))
      for (const [index, one] of group.entries()) one.resolve(answers[index]!)
    } catch (error) {
      if (group.length === 1) group[0]!.reject(error)
      else for (const one of group) await attempt([one])
    }
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

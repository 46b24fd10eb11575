import { setTimeout } from 'node:timers/promises'

/** Asks every few milliseconds until the answer is yes; throws after `timeoutMs`. For what another process or thread does in its own time. */
export async function waitUntil(condition: () => boolean | Promise<boolean>, timeoutMs = 60_000): Promise<void> {
  const end = performance.now() + timeoutMs
  while (!await condition()) {
    if (performance.now() > end) throw new Error(`Still not so after ${timeoutMs} ms: ${condition.toString()}`)
    await setTimeout(10)
  }
}

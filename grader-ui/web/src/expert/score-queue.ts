import { computed, signal } from '@preact/signals'
import type { SavedScore } from '../../../api/expert.ts'
import { Refusal, send } from '../api-client.ts'

interface Waiting { readonly cipher: string; readonly key: string; readonly task: string; readonly score: string }

const STORE = 'sverka-unsent-scores'
const load = (): readonly Waiting[] => JSON.parse(localStorage.getItem(STORE) ?? '[]') as Waiting[]

/** Scores that the server has not confirmed yet; kept in the browser, so that a closed lid loses nothing. */
const waiting = signal<readonly Waiting[]>(load())
export const refusedScore = signal<string | null>(null)
export const saveState = computed(() => (waiting.value.length === 0 ? 'saved' as const : 'waiting' as const))

const keep = (list: readonly Waiting[]): void => {
  waiting.value = list
  localStorage.setItem(STORE, JSON.stringify(list))
}

let sending: Promise<void> | null = null

/** Sends what waits, in order; a cut network is tried again every two seconds, a refusal is shown and let go. */
async function drain(): Promise<void> {
  for (let next = waiting.value[0]; next; next = waiting.value[0]) {
    const { cipher, ...score } = next
    try {
      await send<SavedScore>('PUT', `/api/expert/works/${cipher}/scores`, score)
      refusedScore.value = null
    } catch (error) {
      if (!(error instanceof Refusal) || error.code.startsWith('http-5')) {
        await new Promise((resolve) => setTimeout(resolve, 2000))
        continue
      }
      refusedScore.value = error.message
    }
    keep(waiting.value.filter((one) => one.key !== next.key))
  }
}

/** Resolves when everything put so far has reached the server or was refused. */
export function allSent(): Promise<void> {
  sending ??= drain().finally(() => { sending = null })
  return sending
}

/** Puts one score into the queue and starts sending. The key makes a repeated send harmless. */
export function putScore(cipher: string, task: string, score: string): void {
  keep([...waiting.value, { cipher, key: crypto.randomUUID(), task, score }])
  void allSent()
}

/** What was typed for this work but is not yet confirmed: newest first. */
export const unsentScores = (cipher: string): ReadonlyMap<string, string> =>
  new Map(waiting.value.filter((one) => one.cipher === cipher).map((one) => [one.task, one.score]))

import { computed, signal } from '@preact/signals'
import type { SavedScore } from '../../../api/expert.ts'
import { Refusal, send } from '../api-client.ts'

interface Waiting { readonly cipher: string; readonly key: string; readonly task: string; readonly score: string }

const STORE = 'sverka-unsent-scores'
const load = (): readonly Waiting[] => JSON.parse(localStorage.getItem(STORE) ?? '[]') as Waiting[]

/** Scores that the server has not confirmed yet; kept in the browser, so that a closed lid loses nothing. */
const waiting = signal<readonly Waiting[]>(load())
export const refusedScore = signal<string | null>(null)
const offline = signal(false)
export const saveState = computed(() => (waiting.value.length === 0 ? 'saved' as const : offline.value ? 'offline' as const : 'saving' as const))

const keep = (list: readonly Waiting[]): void => {
  waiting.value = list
  localStorage.setItem(STORE, JSON.stringify(list))
}

let sending: Promise<void> | null = null

const RETRY_MS = 2000
const willPass = ({ status }: Refusal): boolean => status === 0 || status === 429 || status >= 500
const needsLogin = ({ status }: Refusal): boolean => status === 401 || status === 403

/**
 * Sends what waits, in order. A cut network or a tired server is tried again every two seconds; a session that has ended leaves everything
 * waiting until the expert has logged in; any other refusal is shown and let go.
 */
async function drain(): Promise<void> {
  for (let next = waiting.value[0]; next; next = waiting.value[0]) {
    const { cipher, ...score } = next
    try {
      await send<SavedScore>('PUT', `/api/expert/works/${cipher}/scores`, score)
      refusedScore.value = null
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      offline.value = willPass(error)
      if (offline.value) {
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
        continue
      }
      refusedScore.value = error.message
      if (needsLogin(error)) return
    }
    offline.value = false
    keep(waiting.value.filter((one) => one.key !== next.key))
  }
}

/** Resolves when everything put so far has reached the server or was refused; also sends what an earlier visit has left. */
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

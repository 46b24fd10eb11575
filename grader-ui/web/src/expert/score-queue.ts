import { computed, effect, signal } from '@preact/signals'
import { currentUser, get, Refusal, send } from '../api-client.ts'
import type { Me } from '../../../api/session.ts'
import type { PutRemark } from '../../../api/expert.ts'
import { aWhile, willPass } from './try-again.ts'
import { forgetRefused, forgetUnsent, keepRefused, keepUnsent, newKey, refusedItems, unsentItems, type Refused, type Unsent } from './unsent.ts'

const owner = (): string => currentUser.value?.name ?? ''
const mine = <T extends Unsent>(items: readonly T[]): readonly T[] => items.filter((item) => item.owner === owner())

const waiting = signal<readonly Unsent[]>(mine(unsentItems()))
/** Scores and remarks that the server did not take, until the expert has read about them. */
export const refused = signal<readonly Refused[]>(mine(refusedItems()))
const trouble = signal<'offline' | 'signedOut' | 'stopped' | null>(null)
export const saveState = computed(() => (waiting.value.length === 0 ? 'saved' as const : trouble.value ?? 'saving' as const))

const look = (): void => {
  waiting.value = mine(unsentItems())
  refused.value = mine(refusedItems())
}
addEventListener('storage', look)

/** Sends one item. False when the expert must log in first. */
async function sendOne(item: Unsent): Promise<boolean> {
  for (let tokenIsFresh = false; ;) {
    try {
      await send('PUT', `/api/expert/works/${item.cipher}/${item.what}`, { key: item.key, ...item.body })
      trouble.value = null
      return true
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (error.status === 401) { trouble.value = 'signedOut'; return false }
      // Kept until the chair lets the marking go on.
      if (error.code === 'stopped') { trouble.value = 'stopped'; return false }
      if (error.code === 'csrf' && !tokenIsFresh) {
        // Another tab has logged in anew: the session is good, only this page's token is old.
        tokenIsFresh = true
        await get<Me>('/api/me').then((user) => { currentUser.value = user }, () => undefined)
      } else if (willPass(error)) {
        trouble.value = 'offline'
        await aWhile()
      } else {
        keepRefused({ ...item, why: error.message })
        return true
      }
    }
  }
}

async function drain(): Promise<void> {
  for (let next = mine(unsentItems())[0]; next; next = mine(unsentItems())[0]) {
    if (!await sendOne(next)) return
    forgetUnsent(next.key)
    look()
  }
  look()
}

let sending: Promise<void> | null = null
/** One tab at a time sends, in the order of typing; where locks are missing (no TLS), the keys make a double send harmless. */
const oneTab = (): Promise<void> => ('locks' in navigator ? navigator.locks.request('sverka-send', drain) : drain())

/** Resolves when everything typed so far has reached the server or was refused, or the session has ended; also sends what an earlier visit left. */
export function allSent(): Promise<void> {
  sending ??= oneTab().finally(() => { sending = null })
  return sending
}

const tabs = 'BroadcastChannel' in globalThis ? new BroadcastChannel('sverka-scores') : null
export interface GivenScore { readonly cipher: string; readonly task: string; readonly score: string }
/** Calls back for every score that another tab of this browser gives; the answer stops it. */
export function onOtherTab(hear: (given: GivenScore) => void): () => void {
  const listen = ({ data }: MessageEvent<GivenScore>): void => hear(data)
  tabs?.addEventListener('message', listen)
  return () => tabs?.removeEventListener('message', listen)
}

function put(item: Omit<Unsent, 'key' | 'owner'>): void {
  keepUnsent({ ...item, key: newKey(), owner: owner() })
  look()
  void allSent()
}

/** Keeps one score in this browser and starts sending; an empty one takes the score back. */
export function putScore(given: GivenScore): void {
  put({ cipher: given.cipher, what: 'scores', body: { task: given.task, score: given.score, madeAt: new Date().toISOString() } })
  tabs?.postMessage(given)
}

/** Keeps one remark in this browser and starts sending. */
export const putRemark = (cipher: string, remark: Omit<PutRemark, 'key'>): void => put({ cipher, what: 'remarks', body: remark })

export const dismiss = (key: string): void => { forgetRefused(key); look() }

/** What was typed for this work but is not yet confirmed: task → the newest score. */
export const unsentScores = (cipher: string): ReadonlyMap<string, string> =>
  new Map(mine(unsentItems()).filter((one) => one.cipher === cipher && one.what === 'scores').map(({ body }) => [String(body['task']), String(body['score'])]))

// Whoever has just logged in finds what the last visit left, and it goes out by itself.
effect(() => { if (currentUser.value) { look(); void allSent() } })

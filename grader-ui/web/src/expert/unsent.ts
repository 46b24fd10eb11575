/** A score or a remark on its way to the server; `key` makes a repeated send harmless. */
export interface Unsent {
  readonly key: string
  /** Whose it is: on a shared computer nobody sends what another has typed. */
  readonly owner: string
  readonly cipher: string
  readonly what: 'scores' | 'remarks'
  readonly body: Readonly<Record<string, unknown>>
}

/** What the server did not take, with its words. */
export interface Refused extends Unsent { readonly why: string }

const UNSENT = 'sverka-unsent:'
const REFUSED = 'sverka-refused:'

// Each entry has a key of its own, so that two tabs never write over each other; the time in it keeps the order.
let counter = 0
const stamp = (): string => `${String(Date.now()).padStart(15, '0')}${String(counter++ % 10_000).padStart(4, '0')}`

const memory = new Map<string, string>()
const store = {
  // A browser that refuses to keep anything (private window, full disk) must not stop the marking.
  set(key: string, value: string): void { try { localStorage.setItem(key, value) } catch { memory.set(key, value) } },
  remove(key: string): void { localStorage.removeItem(key); memory.delete(key) },
  entries<T>(prefix: string): readonly (readonly [string, T])[] {
    const keys = [...Object.keys(localStorage), ...memory.keys()].filter((key) => key.startsWith(prefix)).sort()
    return keys.map((key) => [key, JSON.parse(localStorage.getItem(key) ?? memory.get(key) ?? 'null') as T] as const)
  },
}

/** Kept in the browser, so that a closed lid or a crashed tab loses nothing; in the order of typing, over all tabs. */
export const unsentItems = (): readonly Unsent[] => store.entries<Unsent>(UNSENT).map(([, item]) => item)
export const refusedItems = (): readonly Refused[] => store.entries<Refused>(REFUSED).map(([, item]) => item)
export const keepUnsent = (item: Unsent): void => store.set(`${UNSENT}${stamp()}:${item.key}`, JSON.stringify(item))
export const keepRefused = (item: Refused): void => store.set(`${REFUSED}${stamp()}:${item.key}`, JSON.stringify(item))

const drop = (prefix: string, key: string): void => { for (const [name] of store.entries(prefix)) if (name.endsWith(`:${key}`)) store.remove(name) }
/** Forgets what the server has answered. */
export const forgetUnsent = (key: string): void => drop(UNSENT, key)
/** Forgets a refusal that the expert has read. */
export const forgetRefused = (key: string): void => drop(REFUSED, key)

/** A fresh name for something to be sent. `crypto.randomUUID` is missing where the page does not come over TLS. */
export const newKey = (): string => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')

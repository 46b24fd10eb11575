import type { Refusal } from '../api-client.ts'

const RETRY_MS = 2000

/** Whether a failure may be gone the next time: no network, too many at once, or trouble on the server's side. */
export const willPass = ({ status }: Refusal): boolean => status === 0 || status === 429 || status >= 500

/** Resolves after two seconds, or as soon as the network is back. */
export const aWhile = (): Promise<void> => new Promise((resolve) => {
  const timer = setTimeout(done, RETRY_MS)
  function done(): void { clearTimeout(timer); removeEventListener('online', done); resolve() }
  addEventListener('online', done)
})

import type { ExpertQueue, ExpertWork } from '../../../grader-ui/api/expert.ts'
import { newId } from '../../../storage/new-id.ts'
import { STAGE_PASSWORD } from '../../grader-ui/harness/marking-stage.ts'
import { ask, listen, type Answer, type Session } from './ask.ts'

/** What is measured, by kind: milliseconds from the moment it was due to its last byte. */
export type Kind = 'scores' | 'lists' | 'images' | 'hand-in' | 'login'
export interface GivenScore { readonly expert: number; readonly cipher: string; readonly task: string; readonly score: string }
export interface Tally { readonly ms: Record<Kind, number[]>; readonly given: GivenScore[]; readonly failures: Record<string, number>; imageBytes: number; handedIn: number }
export const emptyTally = (): Tally => ({ ms: { scores: [], lists: [], images: [], 'hand-in': [], login: [] }, given: [], failures: {}, imageBytes: 0, handedIn: 0 })

export interface Pace {
  /** From one key to the next: least and most. */
  readonly keyMs: readonly [number, number]
  /** Within so much time all have sat down. */
  readonly arriveMs: number
}

const until = (at: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.max(0, at - performance.now())))
const between = ([least, most]: readonly [number, number]): number => least + Math.random() * (most - least)

export async function enter(url: string, expert: number, tally: Tally): Promise<Session> {
  const from = performance.now()
  const { cookie, body } = await ask<{ csrfToken: string }>({ url: `${url}/api/login`, method: 'POST', body: { login: `expert-${expert}`, password: STAGE_PASSWORD } })
  tally.ms.login.push(performance.now() - from)
  return { cookie: cookie ?? '', csrf: body.csrfToken }
}

/**
 * One expert's evening as the pages make it: the list, a work with its pages, then keys at a human pace whether or not the answer is there yet; meanwhile the
 * next work and its pages are fetched ahead, and the page listens for changes. Handed in at the end. `now` gives the tally that counts at the moment.
 */
export async function spendEvening({ url, expert, session, pace, endsAt, now }: {
  readonly url: string; readonly expert: number; readonly session: Session; readonly pace: Pace; readonly endsAt: number; readonly now: () => Tally
}): Promise<void> {
  const timed = async <T>(kind: Kind, path: string, { due = performance.now(), ...more }: { due?: number; method?: string; body?: unknown } = {}): Promise<Answer<T>> => {
    const answer = await ask<T>({ url: `${url}${path}`, session, ...more })
    const tally = now()
    tally.ms[kind].push(performance.now() - due)
    const name = `${answer.status} ${path.replace(/[0-9a-f]{8}[0-9a-f-]+/g, '…')}`
    if (answer.status !== 200) tally.failures[name] = (tally.failures[name] ?? 0) + 1
    if (kind === 'images') tally.imageBytes += answer.bytes
    return answer
  }
  const fetchWork = async (cipher: string): Promise<ExpertWork> => {
    const { body } = await timed<ExpertWork>('lists', `/api/expert/works/${cipher}`)
    for (const page of body.pages) await timed('images', page.imageUrl)
    return body
  }
  await until(performance.now() + Math.random() * pace.arriveMs)
  const queue = await timed<ExpertQueue>('lists', '/api/expert/queue')
  const hangUp = await listen(url, session, () => { void timed('lists', '/api/expert/queue') })
  const { id, works } = queue.body.batches[0]!
  let ahead = fetchWork(works[0]!.cipher)
  // In the order of typing, one at a time, as the pages send them.
  let sent: Promise<unknown> = Promise.resolve()
  let key = performance.now() + between(pace.keyMs)
  for (const [index, { cipher }] of works.entries()) {
    const work = await ahead
    const next = works[index + 1]
    if (next) ahead = fetchWork(next.cipher)
    void timed('lists', '/api/expert/queue')
    for (const { id: task, maxScore } of work.tasks) {
      await until(key)
      if (performance.now() > endsAt) break
      const due = performance.now()
      key = due + between(pace.keyMs)
      const score = String(Math.floor(Math.random() * (maxScore + 1)))
      sent = sent.then(async () => {
        const answer = await timed('scores', `/api/expert/works/${cipher}/scores`, { due, method: 'PUT', body: { key: newId(), task, score } })
        if (answer.status === 200) now().given.push({ expert, cipher, task, score })
      })
    }
    if (performance.now() > endsAt) break
  }
  await Promise.all([sent, ahead])
  hangUp()
  await until(performance.now() + Math.random() * pace.arriveMs)
  const handedIn = await timed<{ submitted?: number }>('hand-in', `/api/expert/batches/${id}/submit`, { method: 'POST' })
  now().handedIn += handedIn.body.submitted ?? 0
}

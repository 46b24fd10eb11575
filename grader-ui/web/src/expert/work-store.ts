import { signal } from '@preact/signals'
import type { ExpertBatch, ExpertQueue, ExpertWork } from '../../../api/expert.ts'
import { get, Refusal } from '../api-client.ts'
import { prepare } from '../parts/pictures.ts'
import { onOtherTab } from './score-queue.ts'
import { aWhile, willPass } from './try-again.ts'

/** The own works as last heard of; null before the first answer. */
export const queue = signal<ExpertQueue | null>(null)
/** What was graded on this screen, cipher → tasks with a score: fresher than the server's count while something is on its way. */
const gradedHere = signal<ReadonlyMap<string, number>>(new Map())
const laterHere = signal<ReadonlyMap<string, boolean>>(new Map())

export async function loadQueue(): Promise<ExpertQueue> {
  queue.value = await get<ExpertQueue>('/api/expert/queue')
  return queue.value
}

/** Whether the deadline has passed, as the server last said. */
export const isOverdue = (): boolean => queue.value?.overdue === true

export const noteGraded = (cipher: string, tasks: number): void => { gradedHere.value = new Map(gradedHere.value).set(cipher, tasks) }
export const noteLater = (cipher: string, later: boolean): void => { laterHere.value = new Map(laterHere.value).set(cipher, later) }

type QueuedWork = ExpertBatch['works'][number]

/** The heap with what this screen knows laid over it. */
export function withHere(batch: ExpertBatch): ExpertBatch {
  const works = batch.works.map((work) => ({ ...work, graded: gradedHere.value.get(work.cipher) ?? work.graded, later: laterHere.value.get(work.cipher) ?? work.later }))
  return { ...batch, works, complete: works.filter((work) => work.state === 'open' && !work.practice && work.graded >= work.tasks).length }
}

/** The heap of a work; of a work that was taken back, the heap by its name, when that is known. */
export const batchOf = (cipher: string, id?: string): ExpertBatch | undefined => {
  const batches = queue.value?.batches ?? []
  const batch = batches.find(({ works }) => works.some((work) => work.cipher === cipher)) ?? batches.find((one) => one.id === id)
  return batch && withHere(batch)
}

// A practice work waits until it is handed in.
const waits = (work: QueuedWork): boolean => work.state === 'open' && (work.practice || work.graded < work.tasks)

/** The work that comes next in its heap: first what was not put off, after the given one and then from the start; null when all have their scores. */
export function nextWork(batch: ExpertBatch, cipher: string | null): string | null {
  const at = batch.works.findIndex((work) => work.cipher === cipher)
  const around = [...batch.works.slice(at + 1), ...batch.works.slice(0, Math.max(at, 0))].filter(waits)
  return (around.find((work) => !work.later) ?? around[0])?.cipher ?? null
}

const ahead = new Map<string, { readonly asked: Promise<ExpertWork>; work?: ExpertWork }>()
/** The work that comes next, as last said. */
let wanted: string | null = null

/** Fetches the next work and its pages before they are needed: all pages into the browser's cache, the first ones decoded. A cut network is waited for. */
export function fetchAhead(cipher: string | null): void {
  wanted = cipher
  if (cipher === null || ahead.has(cipher)) return
  const entry: { readonly asked: Promise<ExpertWork>; work?: ExpertWork } = { asked: get<ExpertWork>(`/api/expert/works/${cipher}`) }
  ahead.set(cipher, entry)
  entry.asked.then(async (work) => {
    entry.work = work
    for (const page of work.pages) await prepare(page.imageUrl)
  }, async (error: unknown) => {
    ahead.delete(cipher)
    if (!(error instanceof Refusal && willPass(error))) return
    await aWhile()
    if (wanted === cipher) fetchAhead(cipher)
  })
}

/** A work that was fetched ahead, at once; undefined when it was not. */
export const readyWork = (cipher: string): ExpertWork | undefined => ahead.get(cipher)?.work

/** Takes a work for showing: what was fetched ahead is used once, so that a work opened again is as the server knows it. */
export function takeWork(cipher: string): Promise<ExpertWork> {
  const entry = ahead.get(cipher)
  ahead.delete(cipher)
  return entry?.asked ?? get<ExpertWork>(`/api/expert/works/${cipher}`)
}

// Another tab has changed a work: what was fetched ahead is old.
onOtherTab(({ cipher }) => { ahead.delete(cipher); gradedHere.value = new Map([...gradedHere.value].filter(([one]) => one !== cipher)) })

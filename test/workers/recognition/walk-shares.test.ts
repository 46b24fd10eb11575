import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import type { Answer, RecognisedPage, Request } from '../../../workers/recognition/messages.ts'
import { ChildDied } from '../../../workers/recognition/recogniser-process.ts'
import { walkShares } from '../../../workers/recognition/walk-shares.ts'

/** A lane over a file of so many pages, whose process dies at some of them (`all`: at opening the file). */
function lane(pages: number, kills: ReadonlySet<number> | 'all') {
  const walks = new Map<string, number>()
  const stopped: string[] = []
  const ask = async (_: unknown, request: Request): Promise<Answer> => {
    await new Promise(setImmediate)
    if (request.type === 'stop') stopped.push(request.walk)
    if (request.type !== 'page') return { type: 'done' }
    const ordinal = walks.get(request.walk) ?? request.fromOrdinal
    if (kills === 'all' || kills.has(ordinal)) throw new ChildDied('timeout')
    walks.set(request.walk, ordinal + request.share.count)
    if (ordinal >= pages) return { type: 'end' }
    return { type: 'page', page: { file: 'a.pdf', page: ordinal + 1, ordinal, pageCount: pages, outcome: { type: 'refused', reason: 'blank-page' } } }
  }
  return { ask, stopped }
}

async function walked(lanes: readonly ReturnType<typeof lane>[], fromOrdinal = 0): Promise<RecognisedPage[]> {
  const found: RecognisedPage[] = []
  for await (const page of walkShares({ lanes, walk: { path: '/a', name: 'a.pdf', forms: { key: 'k', forms: [] }, fromOrdinal } })) found.push(page)
  return found
}

test('whatever pages kill their process, every page of the file comes out once and in order', async () => {
  const cases = fc.tuple(fc.integer({ min: 1, max: 14 }), fc.array(fc.nat(13)), fc.integer({ min: 2, max: 3 }), fc.nat(3))
  await fc.assert(fc.asyncProperty(cases, async ([pages, killers, laneCount, fromOrdinal]) => {
    const kills = new Set(killers.filter((ordinal) => ordinal < pages))
    // Some page must be readable, else the file itself is what kills.
    fc.pre(Array.from({ length: pages }, (_, i) => i).some((ordinal) => ordinal >= fromOrdinal && !kills.has(ordinal) && ordinal < fromOrdinal + laneCount))
    const found = await walked(Array.from({ length: laneCount }, () => lane(pages, kills)), fromOrdinal)
    expect(found.map(({ ordinal, page }) => [ordinal, page])).toEqual(Array.from({ length: pages - fromOrdinal }, (_, i) => [fromOrdinal + i, fromOrdinal + i + 1]))
    for (const { ordinal, outcome } of found) if (kills.has(ordinal)) expect(outcome).toEqual({ type: 'refused', reason: 'decode-timeout' })
  }), { numRuns: 150 })
})

test('a file that kills every process is one refused page', async () => {
  const found = await walked([lane(0, 'all'), lane(0, 'all')])
  expect(found).toEqual([{ file: 'a.pdf', page: 1, ordinal: 0, pageCount: 0, outcome: { type: 'refused', reason: 'decode-timeout' } }])
})

test('files of a ZIP at which a process dies while it opens them are one refused page each, and the files beside them come out whole', async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.oneof(fc.constant('kills' as const), fc.integer({ min: 1, max: 4 })), { minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 3 }), async (files, laneCount) => {
    const wanted: [string, number][] = []
    for (const [entry, pages] of files.entries()) for (let page = 1; page <= (pages === 'kills' ? 1 : pages); page++) wanted.push([`a.zip/${entry}`, page])
    const zipLane = () => {
      const nexts = new Map<string, number>()
      const ask = async (_: unknown, request: Request): Promise<Answer> => {
        await new Promise(setImmediate)
        if (request.type !== 'page') return { type: 'done' }
        const ordinal = nexts.get(request.walk) ?? request.fromOrdinal
        nexts.set(request.walk, ordinal + request.share.count)
        let first = 0
        for (const [entry, pages] of files.entries()) {
          if (first > ordinal) break
          const count = pages === 'kills' ? 1 : pages
          const place = { entry, file: `a.zip/${entry}`, firstOrdinal: first }
          if (pages === 'kills' && !request.skips.includes(entry)) throw new ChildDied('memory', '', { ...place, pageCount: null })
          if (ordinal < first + count) return { type: 'page', page: { file: place.file, page: ordinal - first + 1, ordinal, pageCount: count, outcome: { type: 'refused', reason: pages === 'kills' ? 'too-large' : 'blank-page' } } }
          first += count
        }
        return { type: 'end' }
      }
      return { ask, stopped: [] }
    }
    const found = await walked(Array.from({ length: laneCount }, zipLane))
    expect(found.map(({ file, page }) => [file, page])).toEqual(wanted)
    expect(found.map(({ ordinal }) => ordinal)).toEqual(wanted.map((_, i) => i))
    for (const { file, outcome } of found) expect(outcome).toEqual({ type: 'refused', reason: files[Number(file.slice(6))] === 'kills' ? 'too-large' : 'blank-page' })
  }), { numRuns: 100 })
})

test('a ZIP of nothing but killers is given up', async () => {
  const ask = async (_: unknown, request: Request): Promise<Answer> => {
    await new Promise(setImmediate)
    if (request.type !== 'page') return { type: 'done' }
    const entry = request.skips.length
    throw new ChildDied('timeout', '', { entry, file: `a.zip/${entry}`, firstOrdinal: entry, pageCount: null })
  }
  const found = await walked([{ ask, stopped: [] }])
  expect(found.length).toBe(21)
  expect(found.at(-1)).toMatchObject({ file: 'a.pdf', outcome: { reason: 'decode-timeout' } })
})

test('pages behind three deaths of a lane are refused untried', async () => {
  const kills = new Set(Array.from({ length: 100 }, (_, i) => i).filter((ordinal) => ordinal % 2 === 1))
  const lanes = [lane(100, kills), lane(100, kills)]
  let asked = 0
  const counted = { ...lanes[1]!, ask: (forms: unknown, request: Request) => { if (request.type === 'page') asked++; return lanes[1]!.ask(forms, request) } }
  const found = await walked([lanes[0]!, counted])
  expect(found.filter(({ outcome }) => outcome.type === 'refused' && outcome.reason === 'decode-timeout').length).toBe(50)
  expect(asked).toBeLessThanOrEqual(4)
})

test('a walk that is left early stops its lanes', async () => {
  const lanes = [lane(9, new Set()), lane(9, new Set())]
  for await (const page of walkShares({ lanes, walk: { path: '/a', name: 'a.pdf', forms: { key: 'k', forms: [] }, fromOrdinal: 0 } })) if (page.ordinal === 2) break
  await vi.waitFor(() => { expect(lanes.map(({ stopped }) => stopped.length)).toEqual([1, 1]) })
})

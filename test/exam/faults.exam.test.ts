import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { FAULTS, faultyStack, type Fault, type FaultyStack } from '../../fixtures/faults.ts'
import { fixtureBlankFiles, fixtureForm } from '../../fixtures/form-blanks.ts'
import { decideStack, type DecidedStack } from '../../pipeline/decide/decide-stack.ts'
import { proposeRepairs, type PlacedPage } from '../../pipeline/decide/propose-repairs.ts'
import type { ScannedPage } from '../../pipeline/decide/scanned-page.ts'
import type { ReadingReason } from '../../pipeline/model/page-reading.ts'
import type { FormSet } from '../../workers/recognition/messages.ts'
import { RecogniserPool } from '../../workers/recognition/recogniser-pool.ts'

/** Stacks a fault; `EXAM_STACKS=10` is the long exam. */
const STACKS = Number(process.env['EXAM_STACKS'] ?? 1)
const folder = mkdtempSync(join(tmpdir(), 'sverka-faults-'))
const pool = new RecogniserPool({ size: 1 })
afterAll(() => { pool.close(); rmSync(folder, { recursive: true, force: true }) })

const physics = await fixtureForm('physics-7-2023')
const forms: FormSet = { key: 'faults', forms: [{ form: physics, blanks: await fixtureBlankFiles(physics) }] }

/** The stack as the product sees it: every page recognised by the real process, decided together; where the pages stand once the doubts are answered, and what their order suggests then. */
async function recognised(stack: FaultyStack): Promise<{ readonly decided: DecidedStack; readonly placed: readonly PlacedPage[]; readonly repairs: ReturnType<typeof proposeRepairs> }> {
  const path = join(folder, 'stack.pdf')
  writeFileSync(path, stack.bytes)
  const pages: ScannedPage[] = []
  for await (const { file, page, outcome } of pool.walk({ path, name: 'stack.pdf', forms })) pages.push({ file, page, outcome: outcome.type === 'seen' ? { type: 'seen', registration: outcome.registration, evidence: outcome.evidence, dpi: outcome.dpi } : outcome })
  const decided = decideStack({ pages, forms: [physics], roster: stack.roster })
  const place = new Map<number, Pick<PlacedPage, 'place' | 'code'>>(decided.works.flatMap((work) => [
    ...work.pages.map((page) => [page.index, { place: 'work', code: work.code }] as const), ...work.duplicates.map((page) => [page.index, { place: 'duplicate', code: work.code }] as const),
  ]))
  // The coordinator answers what is asked: a page whose code is in question gets its true one.
  for (const { index, formPage } of decided.doubtful) {
    const { code } = stack.pages[index]!
    const taken = [...place].some(([other, at]) => at.place === 'work' && at.code === code && decided.readings[other]!.formPage === formPage)
    place.set(index, { place: code === null ? 'other' : taken ? 'duplicate' : 'work', code })
  }
  const placed = decided.readings.map(({ form, formPage }, index): PlacedPage => ({ id: `${index}`, file: 'stack', number: index + 1, form, formPage, ...place.get(index) ?? { place: 'other', code: null } }))
  return { decided, placed, repairs: proposeRepairs({ pages: placed, forms: [physics] }) }
}

type Found = Awaited<ReturnType<typeof recognised>>
/** The page that bears the fault, by its number in the stack. */
const faulty = (stack: FaultyStack): number[] => stack.pages.flatMap((page, index) => (page.faulty ? [index] : []))
const reasonsAt = ({ decided }: Found, indices: readonly number[]): readonly ReadingReason[] => indices.flatMap((index) => [...decided.readings[index]!.reasons])
const asks = (found: Found, stack: FaultyStack, ...reasons: ReadingReason[]): boolean => reasonsAt(found, faulty(stack)).some((reason) => reasons.includes(reason))

/** However the sheets lay, every page stands in its own work once the doubts are answered, and nothing is missing. */
const isWhole = ({ placed, repairs }: Found, stack: FaultyStack): boolean => repairs.length === 0 && placed.every((page, index) => page.place === 'work' && page.code === stack.pages[index]!.code)

/** These two lie otherwise, but nothing of them is wrong once their pages are read: they need no name. */
const MENDED: readonly Fault[] = ['shuffled-work', 'two-works-stapled']

/** How each fault must show: by a place, a named reason or a proposal. */
const SHOWS: Readonly<Record<Exclude<Fault, 'none'>, (found: Found, stack: FaultyStack) => boolean>> = {
  'wrong-form': ({ decided }, stack) => faulty(stack).every((index) => decided.foreign.includes(index)),
  'foreign-page': ({ decided }, stack) => faulty(stack).every((index) => decided.foreign.includes(index)),
  'blank-page': ({ decided }, stack) => faulty(stack).every((index) => decided.blank.includes(index)),
  'folded-page': (found, stack) => found.decided.foreign.includes(faulty(stack)[0]!) || asks(found, stack, 'code-empty', 'code-doubtful', 'code-disagrees'),
  'duplicate-page': ({ repairs }) => repairs.some((one) => one.type === 'repeat' && one.formPage === 2) && !repairs.some((one) => one.type === 'missing'),
  'missing-page': ({ repairs }) => repairs.some((one) => one.type === 'fed-double' && one.missing.join() === '2'),
  'shuffled-work': isWhole,
  'upside-down': ({ decided }, stack) => faulty(stack).every((index) => decided.readings[index]!.rotation === 180),
  'two-works-stapled': isWhole,
  'code-of-another-school': (found, stack) => faulty(stack).every((index) => !found.decided.works.some((work) => work.pages.some((page) => page.index === index))) && asks(found, stack, 'code-not-on-roster', 'code-doubtful'),
  'unreadable-code': (found, stack) => found.decided.doubtful.some(({ index }) => index === faulty(stack)[0]) || asks(found, stack, 'code-doubtful'),
  'code-missing': (found, stack) => found.decided.doubtful.some(({ index }) => index === faulty(stack)[0]) || asks(found, stack, 'code-empty', 'code-doubtful'),
  'wrong-variant': (found, stack) => asks(found, stack, 'variant-doubtful', 'variant-unknown'),
  'empty-boxes': (found, stack) => stack.fields.every(({ task }) => found.decided.readings[faulty(stack)[0]!]!.scores!.some((score) => score.task === task && (score.status === 'empty' || score.status === 'review'))),
  'corrected-score': (found, stack) => asks(found, stack, 'score-corrected', 'score-doubtful', 'box-table-differ'),
  'total-wrong': (found, stack) => asks(found, stack, 'sum-differs', 'total-doubtful'),
}

test.each(FAULTS.filter((fault) => fault !== 'none'))('%s is found and named, and every page of its stack is accounted for once', async (fault) => {
  for (let i = 0; i < STACKS; i++) {
    const stack = await faultyStack({ fault, seed: `faults ${i}`, answers: false, alone: true })
    const found = await recognised(stack)
    const { works, doubtful, foreign, blank, unreadable } = found.decided
    const where = [...works.flatMap((work) => [...work.pages, ...work.duplicates].map((page) => page.index)), ...doubtful.map((page) => page.index), ...foreign, ...blank, ...unreadable]
    expect(where.sort((a, b) => a - b)).toEqual(stack.pages.map((_, index) => index))
    expect(SHOWS[fault as Exclude<Fault, 'none'>](found, stack), JSON.stringify({ i, readings: found.decided.readings.map(({ page, formPage, status, reasons, code }) => [page, formPage, status, code?.value, reasons.join()]), repairs: found.repairs })).toBe(true)
    // No page of a work stands in another one.
    for (const work of works) for (const page of work.pages) if (stack.pages[page.index]!.code !== null && fault !== 'code-of-another-school') expect(work.code).toBe(stack.pages[page.index]!.code)
  }
})

test('a neat stack shows none of the faults', async () => {
  const neat = await faultyStack({ fault: 'none', seed: 'faults 0', answers: false, alone: true })
  const found = await recognised(neat)
  expect(isWhole(found, neat)).toBe(true)
  for (const fault of FAULTS) {
    if (fault === 'none' || MENDED.includes(fault)) continue
    // The pages that the fault would befall, as its own stack marks them.
    const { fields, pages } = await faultyStack({ fault, seed: 'faults 0', answers: false, alone: true, dpi: 72 })
    const marked = neat.pages.map((page) => ({ ...page, faulty: pages.some((one) => one.faulty && (one.formPage ?? 2) === page.formPage) }))
    expect(SHOWS[fault](found, { ...neat, pages: marked, fields }), fault).toBe(false)
  }
})

import { expect, test } from 'vitest'
import { seededRandom } from '../../../fixtures/random.ts'
import { decideStack } from '../../../pipeline/decide/decide-stack.ts'
import type { ScannedPage } from '../../../pipeline/decide/scanned-page.ts'
import { RecogniserPool } from '../../../workers/recognition/recogniser-pool.ts'
import { formOf, issuedCodes, simulateStack } from '../../pipeline/decide/simulate-stack.ts'

test('a stack that is sent to another process in parts is decided as a whole', async () => {
  const form = formOf('physics-7', 7, 4)
  const roster = issuedCodes(7, 40)
  const pages = simulateStack({ form, codes: roster.slice(0, 30), sorted: true, random: seededRandom('parts') }).map(({ file, evidence }, index): ScannedPage => ({
    file, page: index + 1, outcome: {
      type: 'seen', dpi: 200, evidence,
      registration: { type: 'matched', form: form.id, formPage: evidence.formPage, toScan: [1, 0, 0, 0, 1, 0, 0, 0, 1], rotation: 0, skewDeg: 0, residualPx: 1, coverage: 1, dpi: 200 },
    },
  }))
  const rows = roster.map((code) => ({ code, variant: '1', scores: {}, total: null, classNumber: null, journalMark: null }))
  const stack = { pages, forms: [form], roster, resultsForms: new Map([[form.id, { tasks: [...form.tasks], rows, problems: [] }]]) }
  const pool = new RecogniserPool({ size: 2 })
  try {
    const [decided, again] = await Promise.all([pool.decide(stack), pool.decide({ ...stack, pages: pages.slice(0, 10) })])
    expect(pages.length).toBeGreaterThan(100)
    expect(decided).toEqual(JSON.parse(JSON.stringify(decideStack(stack))))
    expect(again.readings).toHaveLength(10)
  } finally {
    pool.close()
  }
})

import { defineConfig } from 'vitest/config'
import LongestFirst from './test/harness/longest-first.ts'

/** `unit` needs nothing but Node and is quick; `database` opens the embedded database, about a second a file; `slow` needs nothing but Node and seconds, `exam` minutes;
 * `engines` starts real servers, `browser` drives a real Chromium.
 * Those that kill servers or drive a browser get a second try: on a starved machine their clocks run out. */
/** Files run two at a time, first of `unit`, then of the second group, then of the last: there a browser or a server waits for much, and the recognition exam computes beside it. */
const SECOND = { groupOrder: 1 }, LAST = { groupOrder: 2 }
const maxWorkers = 2

const DATABASE = 'test/{storage,grader-ui/server,workers/jobs,workers/queue}/**/*.test.ts'
const OTHERS = 'test/**/*.{slow,engine,browser,exam}.test.ts'

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      { test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: [OTHERS, DATABASE], isolate: false, maxWorkers, testTimeout: 30_000, hookTimeout: 60_000 } },
      { test: { name: 'database', sequence: SECOND, include: [DATABASE], exclude: [OTHERS], isolate: false, maxWorkers, testTimeout: 60_000, hookTimeout: 60_000 } },
      { test: { name: 'slow', sequence: SECOND, include: ['test/**/*.slow.test.ts'], isolate: false, maxWorkers, testTimeout: 60_000, hookTimeout: 120_000 } },
      { test: { name: 'browser', sequence: LAST, include: ['test/**/*.browser.test.ts'], retry: 1, isolate: false, maxWorkers, testTimeout: 300_000, hookTimeout: 300_000 } },
      { test: { name: 'engines', sequence: LAST, include: ['test/**/*.engine.test.ts'], globalSetup: ['test/harness/engines.ts'], retry: 1, maxWorkers, testTimeout: 300_000, hookTimeout: 120_000 } },
      { test: { name: 'exam', sequence: LAST, include: ['test/**/*.exam.test.ts'], isolate: false, maxWorkers, testTimeout: 600_000, hookTimeout: 600_000 } },
    ],
  },
})

import { defineConfig } from 'vitest/config'

/** `unit` needs nothing but Node and is quick; `database` opens the embedded database, about a second a file; `slow` needs nothing but Node and seconds, `exam` minutes;
 * `engines` starts real servers, `browser` drives a real Chromium.
 * Those that kill servers or drive a browser get a second try: on a starved machine their clocks run out. */
/** Projects that run side by side must have as many workers: first what takes two, then what wants the machine for itself. */
const SECOND = { groupOrder: 1 }, LAST = { groupOrder: 2 }

const DATABASE = 'test/{storage,grader-ui/server,workers/jobs,workers/queue}/**/*.test.ts'
const OTHERS = 'test/**/*.{slow,engine,browser,exam}.test.ts'

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: [OTHERS, DATABASE], isolate: false, maxWorkers: 2, testTimeout: 30_000, hookTimeout: 60_000 } },
      { test: { name: 'database', sequence: SECOND, include: [DATABASE], exclude: [OTHERS], isolate: false, maxWorkers: 2, testTimeout: 60_000, hookTimeout: 60_000 } },
      { test: { name: 'slow', sequence: SECOND, include: ['test/**/*.slow.test.ts'], maxWorkers: 2, testTimeout: 60_000, hookTimeout: 120_000 } },
      { test: { name: 'exam', sequence: LAST, include: ['test/**/*.exam.test.ts'], testTimeout: 600_000, hookTimeout: 600_000, fileParallelism: false } },
      { test: { name: 'engines', sequence: LAST, include: ['test/**/*.engine.test.ts'], globalSetup: ['test/harness/engines.ts'], retry: 1, testTimeout: 300_000, hookTimeout: 120_000 } },
      { test: { name: 'browser', sequence: LAST, include: ['test/**/*.browser.test.ts'], retry: 1, testTimeout: 300_000, hookTimeout: 300_000, fileParallelism: false } },
    ],
  },
})

import { defineConfig } from 'vitest/config'
import LongestFirst from './test/harness/longest-first.ts'

const DATABASE = 'test/{storage,grader-ui/server,workers/jobs,workers/queue}/**/*.test.ts'
const OTHERS = 'test/**/*.{slow,engine,browser,exam}.test.ts'

/** Three files at a time, since many wait for a clock, a browser or a server; those of a project that run one after the other share their modules and what these keep, such as drawn blanks. */
const shared = { maxWorkers: 3, isolate: false }

/** `unit` needs nothing but Node and is quick; `database` opens the embedded database, about a second a file; `slow` needs nothing but Node and seconds, `exam` minutes;
 * `engines` starts real servers, `browser` drives a real Chromium: they wait for much, while the recognition exam computes beside them.
 * Those that kill servers or drive a browser get a second try: on a starved machine their clocks run out. */
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      { test: { ...shared, maxWorkers: 2, name: 'unit', include: ['test/**/*.test.ts'], exclude: [OTHERS, DATABASE], testTimeout: 30_000, hookTimeout: 60_000 } },
      { test: { ...shared, name: 'database', include: [DATABASE], exclude: [OTHERS], testTimeout: 60_000, hookTimeout: 60_000 } },
      { test: { ...shared, name: 'slow', include: ['test/**/*.slow.test.ts'], testTimeout: 60_000, hookTimeout: 120_000 } },
      { test: { ...shared, name: 'exam', include: ['test/**/*.exam.test.ts'], testTimeout: 600_000, hookTimeout: 600_000 } },
      { test: { ...shared, name: 'browser', include: ['test/**/*.browser.test.ts'], globalSetup: ['test/harness/web.ts'], retry: 1, testTimeout: 300_000, hookTimeout: 300_000 } },
      { test: { ...shared, isolate: true, name: 'engines', include: ['test/**/*.engine.test.ts'], globalSetup: ['test/harness/engines.ts'], retry: 1, testTimeout: 300_000, hookTimeout: 120_000 } },
    ],
  },
})

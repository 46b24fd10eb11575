import { defineConfig } from 'vitest/config'

/** Three projects: `unit` needs nothing but Node, `engines` starts real servers, `browser` drives a real Chromium. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/**/*.{engine,browser,exam}.test.ts'], testTimeout: 30_000, hookTimeout: 60_000 } },
      { test: { name: 'exam', include: ['test/**/*.exam.test.ts'], testTimeout: 600_000, hookTimeout: 600_000, fileParallelism: false } },
      { test: { name: 'engines', include: ['test/**/*.engine.test.ts'], globalSetup: ['test/harness/engines.ts'], testTimeout: 120_000, hookTimeout: 120_000 } },
      { test: { name: 'browser', include: ['test/**/*.browser.test.ts'], testTimeout: 300_000, hookTimeout: 300_000, fileParallelism: false } },
    ],
  },
})

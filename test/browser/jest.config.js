/** Run by `npm run test:page`, which sees to it that there is a Chromium. */
/** @type {import('jest').Config} */
module.exports = {
  rootDir: '../..',
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/browser/**/*.test.ts'],
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'test/browser/tsconfig.json' }] },
  // A browser each: more of them at a time would only wait for each other.
  maxWorkers: 1,
  testTimeout: 120_000,
};

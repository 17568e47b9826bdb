/** Run by `npm run e2e`, which chooses the version of n8n; alone it takes the default one. */
/** @type {import('jest').Config} */
module.exports = {
  rootDir: '../..',
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/e2e/**/*.test.ts'],
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.json' }] },
  // After each test: what n8n has stored and printed holds no secret.
  setupFilesAfterEnv: ['<rootDir>/test/e2e/setup/no-secrets.ts'],
  globalSetup: '<rootDir>/test/e2e/setup/global-setup.ts',
  globalTeardown: '<rootDir>/test/e2e/setup/global-teardown.ts',
  // One n8n and one sandbox serve all files, one after another.
  maxWorkers: 1,
  testTimeout: 120_000,
};

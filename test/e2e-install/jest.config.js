/** Run by `npm run e2e` after the tests that have the package installed already. */
/** @type {import('jest').Config} */
module.exports = {
  ...require('../e2e/jest.config.js'),
  testMatch: ['<rootDir>/test/e2e-install/**/*.test.ts'],
  // Some tests restart n8n and run npm several times; on a busy machine each of these takes its time.
  testTimeout: 240_000,
  globalSetup: '<rootDir>/test/e2e-install/setup/global-setup.ts',
};

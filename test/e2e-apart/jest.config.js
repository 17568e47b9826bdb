/** Run by `npm run e2e` beside the tests that have the package installed already: what needs no such n8n. */
/** @type {import('jest').Config} */
module.exports = {
  ...require('../e2e/jest.config.js'),
  testMatch: ['<rootDir>/test/e2e-apart/**/*.test.ts'],
  // Some tests restart n8n and run npm several times; on a busy machine each of these takes its time.
  testTimeout: 240_000,
  globalSetup: '<rootDir>/test/e2e-apart/setup/global-setup.ts',
};

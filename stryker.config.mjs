// `npm run mutation -- <files>` (scripts/mutation.ts): changes the code, one place at a time, and tells which changes
// no test notices.
import jest from './jest.config.js';

const { ONE_MSG_MUTATION_TESTS: folder } = process.env;

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'jest',
  jest: {
    projectType: 'custom',
    config: { ...jest, ...(folder && { testMatch: [`<rootDir>/test/${folder}/**/*.test.ts`] }) },
  },
  coverageAnalysis: 'perTest',
  // What runs once when a file is loaded would have every test run anew.
  ignoreStatic: true,
  reporters: ['clear-text', 'json'],
  clearTextReporter: { allowEmojis: false, allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: 'coverage/mutation.json' },
  tempDirName: 'coverage/mutation',
  ignorePatterns: ['dist', 'docs', 'examples', 'test/bench/results', 'test/e2e*'],
  // A test that waits for a real server takes long, and is no endless loop.
  timeoutMS: 20_000,
  concurrency: 2,
  thresholds: { high: 95, low: 95, break: 95 },
};

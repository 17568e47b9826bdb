/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/{unit,integration}/**/*.test.ts'],
  transform: {
    '/nodes/shared/libraries/.+\\.ts$': '<rootDir>/test/bundle-library.js',
    '^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.json' }],
  },
  testTimeout: 30_000,
};

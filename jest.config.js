// n8n-core logs each node that fails, as many do here on purpose. N8N_LOG_LEVEL=info shows it.
process.env.N8N_LOG_LEVEL ??= 'silent';

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/{unit,integration}/**/*.test.ts'],
  transform: {
    '/nodes/shared/libraries/.+\\.ts$': '<rootDir>/test/bundle-library.js',
    '^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.json' }],
  },
  // Jest leaves one core free, which is half of two.
  maxWorkers: '100%',
  testTimeout: 30_000,
};

/** @type {import('jest').Config} */
export default {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/e2e/'],
  // Suites run in Node itself, from source. All suites of a worker share their modules, which take seconds to load.
  runner: 'jest-light-runner',
  transform: {},
  testSequencer: '<rootDir>/test/support/longest-first.js',
  setupFiles: ['<rootDir>/test/support/runner.ts'],
  globalSetup: '<rootDir>/test/support/prepare-database.ts',
  globalTeardown: '<rootDir>/test/support/discard-database.ts',
  setupFilesAfterEnv: ['<rootDir>/test/support/no-network.ts'],
  // One more than two cores have: stories wait for their conditions much of the time.
  maxWorkers: 3,
};

/** @type {import('jest').Config} */
export default {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/e2e/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2024', parser: { syntax: 'typescript' } },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  globalSetup: '<rootDir>/test/support/prepare-database.ts',
  globalTeardown: '<rootDir>/test/support/discard-database.ts',
  setupFilesAfterEnv: ['<rootDir>/test/support/no-network.ts'],
  coverageProvider: 'v8',
  maxWorkers: 2,
  testTimeout: 60_000,
};

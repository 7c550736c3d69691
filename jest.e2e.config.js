import shared from './jest.config.js';

/** The end-to-end suite: `npm run e2e`. It starts real programs, so it waits longer. @type {import('jest').Config} */
export default {
  ...shared,
  testMatch: ['<rootDir>/test/e2e/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  globalSetup: undefined,
  globalTeardown: undefined,
  setupFilesAfterEnv: [],
  maxWorkers: 2,
};

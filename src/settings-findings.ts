import type { Finding } from './domain/finding.ts';

/** A required setting that is not there. */
export const missing = (name: string, why: string): Finding => ({
  code: 'settings/missing',
  severity: 'error',
  message: `${name} is not set: ${why}`,
  cure: `Set ${name} in the environment or in .env.`,
});

/** A setting that cannot be used. */
export const invalid = (name: string, message: string, cure: string): Finding => ({
  code: 'settings/invalid',
  severity: 'error',
  message: `${name}: ${message}`,
  cure,
});

import { generateKeyPairSync } from 'node:crypto';

let made: string | undefined;

/** A private key for tests, made once a process. */
export function privateKey(): string {
  made ??= generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }).privateKey;
  return made;
}

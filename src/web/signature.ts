import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import { AppError } from '../errors.ts';

const form = /^sha256=([0-9a-f]{64})$/i;

/** Says whether `X-Hub-Signature-256` was made over exactly these bytes with one of our secrets. */
export type Verify = (raw: Buffer, header: string | undefined) => boolean;

/** The first secret is the current one; further ones are still accepted while secrets rotate. */
export const createVerify = (secrets: readonly string[]): Verify => {
  if (secrets.length === 0 || secrets.some((secret) => secret === '')) {
    throw new AppError('settings/missing', 'no webhook secret is set, so no delivery could be trusted');
  }
  const keys = secrets.map((secret) => createSecretKey(secret, 'utf8'));
  return (raw, header) => {
    const hex = form.exec(header ?? '')?.[1];
    if (hex === undefined) return false;
    const given = Buffer.from(hex, 'hex');
    return keys.some((key) => timingSafeEqual(createHmac('sha256', key).update(raw).digest(), given));
  };
};

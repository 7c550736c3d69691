import { createHmac, timingSafeEqual } from 'node:crypto';
import { deflateSync, inflateSync } from 'node:zlib';
import { AppError } from '../../errors.ts';

export interface MarkerSigner {
  mark(purpose: string, repositoryId: number, payload: unknown): string;
  read(
    purpose: string,
    repositoryId: number,
    text: string,
  ): { readonly payloads: readonly unknown[]; readonly forged: number };
}

const purposeShape = /^[a-z][a-z0-9-]{0,31}$/;
const bodyShape = /([A-Za-z0-9_.]*) ([A-Za-z0-9_.]*) -->/y;

/** Shorter payloads gain nothing, and stay as they can be read. */
const longestPlain = 1_000;
/** How zlib begins; no JSON does. */
const deflated = 0x78;

/**
 * Signs the hidden markers of comments and pull requests: `<!-- clusterops:<purpose> <base64url JSON> <HMAC-SHA256> -->`; a
 * long payload is deflated first, because GitHub limits what holds it. The MAC covers purpose, repository id and payload under a key derived from `secret`. While secrets rotate, markers
 * made with `previous` are believed too. Reading is linear in the text; anything not signed so is counted as forged.
 */
export function createSigner(options: { readonly secret: string; readonly previous?: string }): MarkerSigner {
  if (options.secret === '') throw new AppError('settings/missing', 'the secret that signs markers is empty');
  const current = deriveKey(options.secret);
  const accepted = options.previous ? [current, deriveKey(options.previous)] : [current];

  return {
    mark(purpose, repositoryId, payload) {
      if (!purposeShape.test(purpose)) throw new AppError('internal/bug', `not a marker purpose: ${purpose}`);
      const json = JSON.stringify(payload);
      if (json === undefined) throw new AppError('internal/bug', 'a marker payload must be JSON');
      const encoded = toWord(json.length > longestPlain ? deflateSync(json, { level: 9 }) : Buffer.from(json, 'utf8'));
      const mac = toWord(macOf(current, purpose, repositoryId, encoded));
      return `<!-- clusterops:${purpose} ${encoded} ${mac} -->`;
    },

    read(purpose, repositoryId, text) {
      const opener = `<!-- clusterops:${purpose} `;
      const payloads: unknown[] = [];
      let forged = 0;
      for (let at = text.indexOf(opener); at !== -1; at = text.indexOf(opener, at)) {
        at += opener.length;
        bodyShape.lastIndex = at;
        const [, encoded = '', mac = ''] = bodyShape.exec(text) ?? [];
        const claimed = fromWord(mac);
        const genuine = accepted.some((key) => {
          const expected = macOf(key, purpose, repositoryId, encoded);
          return claimed.length === expected.length && timingSafeEqual(claimed, expected);
        });
        if (genuine) payloads.push(payloadOf(fromWord(encoded)));
        else forged += 1;
      }
      return { payloads, forged };
    },
  };
}

// Markdown of before 2023 ends an HTML comment at two hyphens, so base64url's hyphen is written as a dot.
function toWord(bytes: Buffer): string {
  return bytes.toString('base64url').replaceAll('-', '.');
}

function fromWord(word: string): Buffer {
  return Buffer.from(word.replaceAll('.', '-'), 'base64url');
}

/** Called only for what we signed: nobody else's bytes are inflated. */
function payloadOf(bytes: Buffer): unknown {
  return JSON.parse((bytes[0] === deflated ? inflateSync(bytes) : bytes).toString('utf8'));
}

/** A key of its own for markers, so that a MAC made for one use never passes for another. */
function deriveKey(secret: string): Buffer {
  return createHmac('sha256', secret).update('clusterops/marker/v1').digest();
}

function macOf(key: Buffer, purpose: string, repositoryId: number, encoded: string): Buffer {
  return createHmac('sha256', key).update(`${purpose}\n${repositoryId}\n${encoded}`).digest();
}

import type { Finding } from './domain/finding.ts';
import { invalid, missing } from './settings-findings.ts';

/** Accepts a PEM as it is, with `\n` written out, or in base64; `undefined` when it is none of these. */
export function decodePrivateKey(value: string): string | undefined {
  const isPem = (text: string) =>
    /^-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]+-----END [A-Z ]*PRIVATE KEY-----\s*$/.test(text);
  const candidates = [value, value.replaceAll('\\n', '\n'), Buffer.from(value, 'base64').toString('utf8')];
  return candidates.map((text) => text.trim()).find(isPem);
}

/** The private key of the App, given itself or by its file; faults are added to `findings`. */
export function readPrivateKey(
  value: string | undefined,
  path: string | undefined,
  read: (path: string) => string,
  findings: Finding[],
): string {
  if (value === undefined && path === undefined) {
    findings.push(
      missing(
        'PRIVATE_KEY',
        'give the PEM itself (as it is, with \\n, or in base64), or its file in PRIVATE_KEY_PATH.',
      ),
    );
    return '';
  }
  let source = value;
  if (source === undefined && path !== undefined) {
    try {
      source = read(path);
    } catch {
      findings.push(
        invalid('PRIVATE_KEY_PATH', `"${path}" cannot be read`, 'Correct the path, or let the process read the file.'),
      );
      return '';
    }
  }
  const key = decodePrivateKey(source ?? '');
  if (key === undefined) {
    findings.push(
      invalid(
        value === undefined ? 'PRIVATE_KEY_PATH' : 'PRIVATE_KEY',
        'it holds no PEM private key',
        'Download a private key from the settings page of the GitHub App.',
      ),
    );
  }
  return key ?? '';
}

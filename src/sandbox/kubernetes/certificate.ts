import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

export interface Certificates {
  /** PEM of the certificate authority. */
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

const der = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  const size = body.length;
  const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
};

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const integer = (bytes: Buffer): Buffer =>
  der(0x02, (bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
const octets = (body: Buffer): Buffer => der(0x04, body);
const yes = der(0x01, Buffer.from([0xff]));
const time = (text: string): Buffer => der(0x18, Buffer.from(text));

const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));
const commonName = (name: string): Buffer => sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(name)))));
const extension = (id: string, critical: boolean, value: Buffer): Buffer =>
  sequence(oid(id), ...(critical ? [yes] : []), octets(value));

const basicConstraints = (authority: boolean): Buffer =>
  extension('551d13', true, authority ? sequence(yes) : sequence());
const keyUsage = (bits: number, unused: number): Buffer =>
  extension('551d0f', true, der(0x03, Buffer.from([unused, bits])));
const serverAuthentication = extension('551d25', false, sequence(oid('2b06010505070301')));
const alternativeNames = extension(
  '551d11',
  false,
  sequence(
    der(0x82, Buffer.from('localhost')),
    der(0x87, Buffer.from([127, 0, 0, 1])),
    der(0x87, Buffer.concat([Buffer.alloc(15), Buffer.from([1])])),
  ),
);

const pem = (label: string, body: Buffer): string =>
  `-----BEGIN ${label}-----\n${body.toString('base64').replaceAll(/(.{64})(?=.)/g, '$1\n')}\n-----END ${label}-----\n`;

const certificate = (parts: {
  readonly issuer: string;
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly signer: KeyObject;
  readonly extensions: readonly Buffer[];
}): string => {
  const body = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    ecdsaWithSha256,
    commonName(parts.issuer),
    sequence(time('20200101000000Z'), time('20991231235959Z')),
    commonName(parts.subject),
    parts.publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...parts.extensions)),
  );
  const signature = sign('sha256', body, parts.signer);
  return pem('CERTIFICATE', sequence(body, ecdsaWithSha256, der(0x03, Buffer.from([0]), signature)));
};

/** A throw-away authority and a serving certificate for localhost, 127.0.0.1 and ::1 (X.509 v3, ECDSA P-256). */
export const makeCertificates = (): Certificates => {
  const authority = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const server = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const issuer = 'sandbox-kubernetes-ca';
  return {
    authority: certificate({
      issuer,
      subject: issuer,
      publicKey: authority.publicKey,
      signer: authority.privateKey,
      extensions: [basicConstraints(true), keyUsage(0x06, 1)],
    }),
    certificate: certificate({
      issuer,
      subject: 'sandbox-kubernetes',
      publicKey: server.publicKey,
      signer: authority.privateKey,
      extensions: [basicConstraints(false), keyUsage(0x80, 7), serverAuthentication, alternativeNames],
    }),
    key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
};

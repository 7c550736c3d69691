import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { markerReserve } from '../../../src/domain/report/limits.ts';
import { createSigner } from '../../../src/domain/text/marker.ts';

const signer = createSigner({ secret: 'correct horse' });
const objectsOf = (name: string) =>
  [
    'Cluster',
    'AWSCluster',
    'KubeadmControlPlane',
    'AWSMachineTemplate',
    'MachineHealthCheck',
    'MachineDeployment',
    'KubeadmConfigTemplate',
    'HelmChartProxy',
  ].map((kind) => ({
    group: 'infrastructure.cluster.x-k8s.io',
    version: 'v1beta2',
    kind,
    name: `${name}-${kind}`,
    namespace: 'default',
  }));

describe('createSigner', () => {
  test('reads back what it signed, among any text', () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), fc.jsonValue(), fc.nat(), (text, first, second, repository) => {
        const body = `${text}${signer.mark('request', repository, first)}\n${signer.mark('request', repository, second)}`;
        const json = [first, second].map((each) => JSON.parse(JSON.stringify(each)));
        expect(signer.read('request', repository, body)).toEqual({ payloads: json, forged: 0 });
      }),
    );
  });

  test('a payload of a hundred clusters takes no more room than a pull request leaves for it', () => {
    const payload = Array.from({ length: 100 }, (_, index) => ({
      folder: `clusters/shop-${index}`,
      objects: objectsOf(`shop-${index}`),
    }));
    const marker = signer.mark('request', 1, payload);
    expect(JSON.stringify(payload).length).toBeGreaterThan(4 * markerReserve);
    expect(marker.length).toBeLessThan(markerReserve);
    expect(signer.read('request', 1, `${marker}\n`)).toEqual({ payloads: [payload], forged: 0 });
    const changed = marker.replace(/.( [^ ]* -->)/, (_, end) => `A${end}`);
    expect(signer.read('request', 1, changed)).toEqual({ payloads: [], forged: 1 });
  });

  test('a payload cannot close the comment that holds it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (payload) => {
        expect(signer.mark('request', 1, payload).slice(4, -3)).not.toMatch(/--|[<>\n]/);
      }),
    );
    expect(signer.mark('request', 1, '--> <script> -- ~~~???>>>').slice(4, -3)).not.toMatch(/--|[<>]/);
  });

  test('believes neither another repository, another purpose nor another secret', () => {
    const marker = signer.mark('request', 1, { a: 1 });
    expect(signer.read('request', 2, marker)).toEqual({ payloads: [], forged: 1 });
    expect(signer.read('lock', 1, marker.replace(':request ', ':lock '))).toEqual({ payloads: [], forged: 1 });
    expect(signer.read('lock', 1, marker)).toEqual({ payloads: [], forged: 0 });
    expect(createSigner({ secret: 'other' }).read('request', 1, marker)).toEqual({ payloads: [], forged: 1 });
  });

  test('any changed character makes it forged', () => {
    const marker = signer.mark('request', 1, { name: 'prod', uid: '3f25' });
    const start = '<!-- clusterops:request '.length;
    fc.assert(
      fc.property(
        fc.integer({ min: start, max: marker.length - 5 }),
        fc.constantFrom(...'AZaz09-_ .='),
        (at, character) => {
          fc.pre(marker[at] !== character);
          const changed = `${marker.slice(0, at)}${character}${marker.slice(at + 1)}`;
          // The last character of a base64url group may hold unused bits; the decoded bytes then are the same.
          const { payloads, forged } = signer.read('request', 1, changed);
          expect(payloads.length + forged).toBe(1);
          if (payloads.length === 1) expect(payloads).toEqual([{ name: 'prod', uid: '3f25' }]);
        },
      ),
    );
  });

  test('believes the previous secret while secrets rotate, and signs with the new one', () => {
    const rotated = createSigner({ secret: 'new', previous: 'correct horse' });
    expect(rotated.read('request', 1, signer.mark('request', 1, 'old')).payloads).toEqual(['old']);
    expect(signer.read('request', 1, rotated.mark('request', 1, 'new')).forged).toBe(1);
  });

  test('counts half markers and comes to an end on many of them', () => {
    const opener = '<!-- clusterops:request ';
    expect(signer.read('request', 1, opener.repeat(40_000)).forged).toBe(40_000);
    expect(signer.read('request', 1, `${opener}${'A'.repeat(1_000_000)}`)).toEqual({ payloads: [], forged: 1 });
  });

  test('refuses to sign with an empty secret', () => {
    expect(() => createSigner({ secret: '' })).toThrow('settings/missing');
  });
});

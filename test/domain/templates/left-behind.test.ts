import { describe, expect, test } from '@jest/globals';
import { leftBehind } from '../../../src/domain/templates/left-behind.ts';

const deployment = (name: string): string =>
  `apiVersion: cluster.x-k8s.io/v1beta2\nkind: MachineDeployment\nmetadata:\n  name: ${name}\n`;
const template = (name: string): string =>
  `apiVersion: infrastructure.cluster.x-k8s.io/v1beta2\nkind: AWSMachineTemplate\nmetadata:\n  name: ${name}\n`;
const overlay = (...patches: readonly string[]): string =>
  `resources: [../../bases/aws]\npatches: ${JSON.stringify(patches.map((path) => ({ path })))}\n`;

type Files = Readonly<Record<string, string>>;

describe('what a change takes out of a folder and no engine takes away', () => {
  test.each<[what: string, before: Files, after: Files, taken: readonly string[]]>([
    [
      'a file goes',
      { 'a.yaml': deployment('md-0'), 'b.yaml': deployment('md-1') },
      { 'a.yaml': deployment('md-0') },
      ['md-1'],
    ],
    [
      'a document goes',
      { 'a.yaml': `${deployment('md-0')}---\n${template('md-0-1')}` },
      { 'a.yaml': deployment('md-0') },
      ['md-0-1'],
    ],
    ['an object goes into another file', { 'a.yaml': template('md-0-1') }, { 'b.yaml': template('md-0-1') }, []],
    [
      'what goes stands in a file that stays, too',
      { 'a.yaml': template('md-0-1'), 'b.yaml': template('md-0-1') },
      { 'b.yaml': template('md-0-1') },
      [],
    ],
    [
      'what was an object becomes a patch',
      { 'kustomization.yaml': overlay(), 'a.yaml': deployment('md-0') },
      { 'kustomization.yaml': overlay('a.yaml'), 'a.yaml': deployment('md-0') },
      ['md-0'],
    ],
    ['nothing differs', { 'a.yaml': deployment('md-0') }, { 'a.yaml': deployment('md-0') }, []],
  ])('%s', (_, before, after, taken) => {
    const files = (each: Files) =>
      Object.entries(each).map(([path, content]) => ({ path: `clusters/shop/${path}`, content }));
    expect(leftBehind(files(before), files(after), 'default').map(({ name }) => name)).toEqual(taken);
  });
});

import { describe, expect, test } from '@jest/globals';
import { clusterRows } from '../../../src/domain/cluster/rows.ts';
import type { FileContent, Packaging } from '../../../src/domain/cluster/spec.ts';
import { extend } from '../../../src/domain/edits/extend.ts';
import { configuration, rendered } from '../manifests/support/clusters.ts';

const packagings: readonly Packaging[] = ['plain', 'kustomize', 'helm', 'clusterclass'];
const day = 86_400;

function fresh(packaging: Packaging, life: object = { ttl: 3 * day }): readonly FileContent[] {
  const { cluster } = rendered({ region: ['eu-west-1'], name: 'shop', packaging, ...life });
  return cluster.files.filter(({ path }) => path.startsWith(`${cluster.folder}/`));
}

/** The same after people worked on it: notes, other quotes, other line ends. */
const handEdited = (packaging: Packaging): readonly FileContent[] =>
  fresh(packaging).map(({ path, content }) => ({
    path,
    content: `# Kept by the shop team.\n${content}`
      .replace(/^( *)(.*ttl-seconds|ttlSeconds): (.*)$/gm, '$1$2:   $3   # agreed with finance')
      .replace(/^( *)name: (.*)$/gm, "$1name: '$2'  # ours")
      .replaceAll('\n', '\r\n'),
  }));

function extended(files: readonly FileContent[], ttl: number, most?: number) {
  const [cluster] = clusterRows(files, 'clusters');
  if (cluster === undefined) throw new Error('no cluster');
  const asked = {
    cluster,
    folder: 'clusters/shop',
    files,
    arguments: { name: 'shop', ttl },
    configuration: {
      ...configuration,
      lifetime: { ...configuration.lifetime, ...(most === undefined ? {} : { mostSeconds: most }) },
    },
  };
  const outcome = extend.apply(asked);
  if (!outcome.ok) return outcome.findings;
  const lines = outcome.value.files.flatMap(({ path, content }) => {
    const old = files.find((file) => file.path === path)?.content.split('\n') ?? [];
    const made = content.split('\n');
    expect(made).toHaveLength(old.length);
    return made.flatMap((line, index) => (line === old[index] ? [] : [old[index]?.trim(), line.trim()]));
  });
  const after = files.map((file) => outcome.value.files.find(({ path }) => path === file.path) ?? file);
  return {
    lines,
    steps: outcome.value.steps,
    seconds: clusterRows(after, 'clusters')[0]?.ttlSeconds,
    inverse: extend.inverse(asked, outcome.value),
  };
}

describe.each(packagings)('the life of a cluster packaged as %s', (packaging) => {
  const [before, after] = packaging === 'helm' ? ['259200', '432000'] : ['"259200"', '"432000"'];
  const key = packaging === 'helm' ? 'ttlSeconds' : 'clusterops.dev/ttl-seconds';

  test('becomes longer in one line', () => {
    expect(extended(fresh(packaging), 2 * day)).toEqual({
      lines: [`${key}: ${before}`, `${key}: ${after}`],
      steps: [{ what: 'lifetime', from: '3 days', to: '5 days' }],
      seconds: 5 * day,
      inverse: 'revert it; the cluster then lives 2d less',
    });
  });

  test('so it does in files that people worked on', () => {
    expect(extended(handEdited(packaging), 2 * day)).toMatchObject({
      lines: [`${key}:   ${before}   # agreed with finance`, `${key}:   ${after}   # agreed with finance`],
    });
  });

  test('does not become longer than the configuration allows', () => {
    expect(extended(fresh(packaging), 2 * day, 4 * day)).toMatchObject([
      { code: 'access/limit', message: expect.stringContaining('a life of 5d') },
    ]);
    expect(extended(fresh(packaging), 2 * day, 5 * day)).toMatchObject({ seconds: 5 * day });
  });

  test('without an end has none to move', () => {
    expect(extended(fresh(packaging, {}), 2 * day)).toMatchObject([{ code: 'expiry/none' }]);
  });
});

test('a lifetime that people wrote among the annotations of an overlay', () => {
  const files = fresh('kustomize', {}).map(({ path, content }) => ({
    path,
    content: path.endsWith('/kustomization.yaml')
      ? content.replace('commonAnnotations:\n', "commonAnnotations:\n  clusterops.dev/ttl-seconds: '259200'\n")
      : content,
  }));
  expect(extended(files, 2 * day)).toMatchObject({ seconds: 5 * day });
});

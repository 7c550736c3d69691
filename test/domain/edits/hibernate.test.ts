import { describe, expect, test } from '@jest/globals';
import { clusterRows } from '../../../src/domain/cluster/rows.ts';
import type { FileContent, Packaging } from '../../../src/domain/cluster/spec.ts';
import type { ClusterEdit } from '../../../src/domain/edits/edit.ts';
import { hibernate } from '../../../src/domain/edits/hibernate.ts';
import { scaleFiles } from '../../../src/domain/edits/scale-files.ts';
import { wake } from '../../../src/domain/edits/wake.ts';
import { configuration, rendered } from '../manifests/support/clusters.ts';

const packagings: readonly Packaging[] = ['plain', 'kustomize', 'helm', 'clusterclass'];
const mark = 'clusterops.dev/hibernated-replicas';

const settings = {
  ...configuration,
  providers: { ...configuration.providers, gcp: { ...configuration.providers.gcp, project: 'acme' } },
};

function fresh(
  packaging: Packaging,
  more: Readonly<Record<string, string | readonly string[]>> = {},
): readonly FileContent[] {
  const typed = { region: ['eu-west-1'], name: 'shop', packaging, ...more };
  const { cluster } = rendered(typed, { configuration: settings });
  return cluster.files.filter(({ path }) => path.startsWith(`${cluster.folder}/`));
}

/** The same after people worked on it. */
const handEdited = (files: readonly FileContent[]): readonly FileContent[] =>
  files.map(({ path, content }) => ({
    path,
    content: `# Kept by the shop team.\n${content}`
      .replace(/^( *)(- )?replicas: (\d)$/gm, '$1$2replicas:   $3   # agreed with finance')
      .replace(/^( *)name: (.*)$/gm, "$1name: '$2'  # ours")
      .replace(/^( *)namespace: default$/gm, '$1namespace: "default"')
      .replaceAll('\n', '\r\n'),
  }));

/** Keys in another order, and the annotations between braces. */
const inBraces = (files: readonly FileContent[]): readonly FileContent[] =>
  files.map(({ path, content }) => ({
    path,
    content: content.replace(
      /^( +)annotations:\n(?:\1 {2}.*\n)+/gm,
      '$1annotations: { "team": &team shop, also: *team }\n',
    ),
  }));

function applied(edit: ClusterEdit, files: readonly FileContent[]): readonly FileContent[] {
  const outcome = tried(edit, files);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.findings));
  return files.map((file) => outcome.value.files.find(({ path }) => path === file.path) ?? file);
}

function tried(edit: ClusterEdit, files: readonly FileContent[]) {
  const cluster = { name: 'shop', namespace: 'default', path: 'clusters/shop/cluster.yaml' };
  return edit.apply({ cluster, folder: 'clusters/shop', files, arguments: { name: 'shop' }, configuration });
}

/** Lines that one side has more often than the other. */
function diff(before: readonly FileContent[], after: readonly FileContent[]): readonly string[] {
  const lines = (files: readonly FileContent[]) =>
    files.flatMap(({ content }) => content.split('\n').map((l) => l.trim()));
  const minus = (from: string[], others: readonly string[]) => {
    const left = [...from];
    for (const each of others) if (left.includes(each)) left.splice(left.indexOf(each), 1);
    return left;
  };
  const [old, made] = [lines(before), lines(after)];
  return [...minus(old, made).map((line) => `-${line}`), ...minus(made, old).map((line) => `+${line}`)];
}

const row = (files: readonly FileContent[]) => clusterRows(files, 'clusters')[0];

describe.each(packagings)('a cluster packaged as %s', (packaging) => {
  describe.each<[string, readonly FileContent[]]>([
    ['fresh', fresh(packaging)],
    ['hand-edited', handEdited(fresh(packaging))],
    ['in braces', inBraces(fresh(packaging))],
  ])('%s', (_how, files) => {
    test('sleeps by two facts, and wakes to the very same files', () => {
      const asleep = applied(hibernate, files);
      const lines = diff(files, asleep);
      expect(lines.filter((line) => line.includes(mark))).toHaveLength(1);
      expect(
        lines
          .filter((line) => /^[-+]replicas:/.test(line))
          .map((line) => line.replace(/: +/, ': ').replace(/ +#.*/, '')),
      ).toEqual(['-replicas: 3', '+replicas: 0']);
      const others = lines.filter((line) => !/^[-+]replicas:/.test(line) && !line.includes(mark));
      expect(others.filter((line) => !/^\+(metadata|annotations):$|^-annotations: \{/.test(line))).toEqual([]);
      expect(row(asleep)).toMatchObject({ workers: 0, hibernated: true });
      expect(applied(wake, asleep)).toEqual(files);
      expect(row(files)).not.toHaveProperty('hibernated');
    });

    test('a second time nothing changes', () => {
      expect(tried(wake, files)).toMatchObject({ ok: true, value: { files: [], steps: [] } });
      expect(tried(hibernate, applied(hibernate, files))).toMatchObject({ ok: true, value: { files: [], steps: [] } });
    });

    test('an autoscaler has no room while it sleeps, and its bounds again afterwards', () => {
      const bounds = scaleFiles('shop', files, { min: 1, max: 9 });
      if (!bounds.ok) throw new Error(JSON.stringify(bounds.findings));
      const bounded = files.map((file) => bounds.value.files.find(({ path }) => path === file.path) ?? file);
      const asleep = applied(hibernate, bounded);
      expect(row(asleep)).toMatchObject({ workers: 0, hibernated: true });
      expect(asleep.map(({ content }) => content).join('')).toMatch(/max-size"?: "0"/);
      expect(applied(wake, asleep)).toEqual(bounded);
    });
  });

  test('a pool that somebody scaled meanwhile keeps that size', () => {
    const scaled = scaleFiles('shop', applied(hibernate, fresh(packaging)), { workers: 2 });
    if (!scaled.ok) throw new Error('refused');
    const files = applied(hibernate, fresh(packaging)).map(
      (file) => scaled.value.files.find(({ path }) => path === file.path) ?? file,
    );
    expect(row(files)).not.toHaveProperty('hibernated');
    const awake = applied(wake, files);
    expect(row(awake)).toMatchObject({ workers: 2 });
    expect(awake.map(({ content }) => content).join('')).not.toContain(mark);
  });
});

describe('pools of a service', () => {
  test('EKS goes below the least that the group has, and has it again', () => {
    const files = fresh('plain', { flavor: 'eks' }).map(({ path, content }) => ({
      path,
      content: content.replace('minSize: 0', 'minSize: 2'),
    }));
    const asleep = applied(hibernate, files);
    expect(diff(files, asleep)).toEqual(
      expect.arrayContaining(['-minSize: 2', '+minSize: 0', '-replicas: 3', '+replicas: 0']),
    );
    expect(applied(wake, asleep)).toEqual(files);
  });

  test('a system pool of AKS is refused with the reason', () => {
    const outcome = tried(hibernate, fresh('plain', { region: ['westeurope'], flavor: 'aks', provider: 'azure' }));
    expect(outcome).toMatchObject({
      ok: false,
      findings: [
        { code: 'cluster/size-bounded', message: expect.stringContaining('AKS keeps a machine in a system pool') },
      ],
    });
  });

  test('a pool that the autoscaler of GKE sizes is refused with the place', () => {
    const files = fresh('plain', { region: ['europe-west1'], flavor: 'gke', provider: 'gcp' });
    expect(tried(hibernate, files).ok).toBe(true);
    const automatic = files.map(({ path, content }) => ({
      path,
      content: content.replace('enableAutoscaling: false', 'enableAutoscaling: true'),
    }));
    expect(tried(hibernate, automatic)).toMatchObject({
      ok: false,
      findings: [{ code: 'cluster/size-bounded', place: { path: 'clusters/shop/workers.yaml' } }],
    });
  });
});

test('a note that says no number is not guessed at', () => {
  const asleep = applied(hibernate, fresh('plain')).map(({ path, content }) => ({
    path,
    content: content.replace(`${mark}: "3"`, `${mark}: "three"`),
  }));
  expect(tried(wake, asleep)).toMatchObject({ ok: false, findings: [{ code: 'manifest/not-editable' }] });
});

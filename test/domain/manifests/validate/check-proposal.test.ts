import { describe, expect, test } from '@jest/globals';
import type { FileContent, PlannedSpec, RenderedCluster } from '../../../../src/domain/cluster/spec.ts';
import { renderCluster } from '../../../../src/domain/manifests/render.ts';
import { checkProposal } from '../../../../src/domain/manifests/validate/check-proposal.ts';
import { foldersOf } from '../../../../src/domain/manifests/validate/folder.ts';
import { together } from '../../../../src/domain/manifests/validate/survey.ts';
import { surveyText } from '../../../../src/domain/manifests/validate/survey-text.ts';
import { classesIn } from '../../../../src/domain/manifests/validate/validate-files.ts';
import { goldenCases } from '../golden-cases/all.ts';
import { withNeeds } from '../golden-cases/needs.ts';
import { configuration, exampleChart, plannedFromTemplate, rendered } from '../support/clusters.ts';

const surveyed = (files: readonly FileContent[], folder = 'clusters') =>
  together(foldersOf(files, folder).map(surveyText));

interface Beside {
  readonly fleet?: readonly FileContent[];
  readonly classes?: readonly FileContent[];
  readonly clustersFolder?: string;
}

const check = (
  { spec, cluster }: { spec: PlannedSpec; cluster: RenderedCluster },
  { fleet = [], classes = [], clustersFolder = 'clusters' }: Beside,
) =>
  checkProposal([spec], [cluster], {
    fleet: surveyed(fleet, clustersFolder),
    classes: classes.flatMap(classesIn),
    clustersFolder,
  });

describe('what is proposed beside the rest of the fleet', () => {
  test.each(goldenCases)('another cluster like $name is nothing to refuse', ({ typed, change = {} }) => {
    const one = rendered(typed, change);
    const used = change.configuration ?? configuration;
    const other = renderCluster({ ...one.spec, name: 'other' }, used, exampleChart);
    if (!other.ok) throw new Error(JSON.stringify(other.findings));
    const clustersFolder = used.clusters.folder;
    const fleet = other.value.files.filter(({ path }) => path.startsWith(`${clustersFolder}/`));
    expect(check(one, { fleet, clustersFolder }).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  const taken = [
    {
      path: 'clusters/legacy/all.yaml',
      content: 'apiVersion: cluster.x-k8s.io/v1beta1\nkind: Cluster\nmetadata:\n  name: shop\n  namespace: default\n',
    },
  ];
  test.each(['plain', 'kustomize', 'helm'])('an object that another folder describes: %s', (packaging) => {
    const shop = rendered({ region: ['eu-west-1'], name: 'shop', packaging });
    expect(check(shop, { fleet: taken })).toEqual([
      {
        code: 'manifest/duplicate-object',
        severity: 'error',
        message: 'Cluster shop is described in clusters/legacy/all.yaml, line 1, too.',
        cure: 'Give the cluster another name, with name=.',
      },
    ]);
  });

  test('an object that all clusters of a template would have', () => {
    const made =
      'apiVersion: addons.cluster.x-k8s.io/v1beta1\nkind: ClusterResourceSet\nmetadata: {name: crs-ccm, namespace: default}\n';
    const shop = rendered({ region: ['eu-west-1'], name: 'shop' });
    const files = [...shop.cluster.files, { path: 'clusters/shop/crs.yaml', content: made }];
    const fleet = [{ path: 'clusters/other/cluster.yaml', content: made }];
    expect(check({ ...shop, cluster: { ...shop.cluster, files } }, { fleet })).toMatchObject([
      { code: 'manifest/duplicate-object', cure: expect.stringContaining('Begin its name with') },
    ]);
  });

  test('machines in a network that others have', () => {
    const change = { configuration: withNeeds };
    const one = rendered({ region: ['regionone'], name: 'one' }, change);
    const fleet = rendered({ region: ['regionone'], name: 'two' }, change).cluster.files;
    expect(check(one, { fleet })).toContainEqual(
      expect.objectContaining({
        code: 'cluster/network-shared',
        severity: 'warning',
        message: expect.stringContaining('10.6.0.0/24'),
      }),
    );
  });
});

describe('the class of a cluster from a template', () => {
  const path = 'templates/quick.yaml';
  const template = `apiVersion: cluster.x-k8s.io/v1beta2
kind: Cluster
metadata:
  name: \${CLUSTER_NAME}
spec:
  topology:
    classRef: {name: quick}
    version: \${KUBERNETES_VERSION}
    variables: [{name: region, value: eu-west-1}]
`;
  const quick = (variable: string) => ({
    path: 'cluster-classes/quick.yaml',
    content: `apiVersion: cluster.x-k8s.io/v1beta2
kind: ClusterClass
metadata: {name: quick}
spec: {variables: [{name: ${variable}, required: false, schema: {openAPIV3Schema: {type: string}}}]}
`,
  });
  const change = { configuration: { ...configuration, templates: { quick: { path, variables: {} } } } };
  const spec = plannedFromTemplate({ region: ['eu-west-1'], name: 'shop', template: 'quick' }, change);
  const outcome = renderCluster(spec, change.configuration, new Map([[path, template]]));
  if (!outcome.ok) throw new Error('nothing was rendered');
  const made = { spec, cluster: outcome.value };

  test('that has what the template gives', () => {
    expect(check(made, { classes: [quick('region')] })).toEqual([]);
  });

  test('that is of another provider: it is said at the template', () => {
    const of = (kind: string, field: string) => {
      const class_ = quick('region');
      const content = class_.content.replace('spec: {', `spec: {infrastructure: {${field}: {kind: ${kind}}}, `);
      return check(made, { classes: [{ ...class_, content }] });
    };
    expect(of('AWSClusterTemplate', 'templateRef')).toEqual([]);
    expect(of('AWSManagedClusterTemplate', 'ref')).toEqual([]);
    for (const field of ['templateRef', 'ref']) {
      expect(of('GCPClusterTemplate', field)).toEqual([
        expect.objectContaining({
          code: 'template/provider-other',
          message: 'The template makes a cluster of gcp (GCPCluster), but it was planned as one of aws.',
          place: { path },
        }),
      ]);
    }
  });

  test('that lacks a variable: it is said at the template', () => {
    expect(check(made, { classes: [quick('regoin')] })).toEqual([
      expect.objectContaining({ code: 'manifest/field-unknown', place: { path }, cure: 'Did you mean "regoin"?' }),
    ]);
  });
});

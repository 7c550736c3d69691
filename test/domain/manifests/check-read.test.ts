import { expect, test } from '@jest/globals';
import type { ClusterSpec, Packaging, PlannedSpec, TemplateSpec } from '../../../src/domain/cluster/spec.ts';
import { checkRead } from '../../../src/domain/manifests/render.ts';
import { configuration, planned } from './support/clusters.ts';

const [aws] = planned({ region: ['eu-west-1'], name: 'shop' });
if (aws === undefined) throw new Error('nothing was planned');
const packaged = (packaging: Packaging): ClusterSpec => ({ ...aws, packaging });
const from = (path: string): TemplateSpec => ({ ...aws, template: { path, configured: {}, asked: {} } });

const link = 'it is a symbolic link';
const follow = 'Commit the file itself in its place: no link is followed.';
const ofTemplate = (rest: string) => `template/unreadable The template "templates/own.yaml" was not read: ${rest}`;

test.each<[string, PlannedSpec, string, string, string | undefined]>([
  [
    'a template that is a link',
    from('templates/own.yaml'),
    'templates/own.yaml',
    link,
    ofTemplate(`${link}. ${follow}`),
  ],
  [
    'a template in a folder that is a link',
    from('templates/own.yaml'),
    'templates',
    link,
    ofTemplate(`templates is a symbolic link. ${follow}`),
  ],
  [
    'a template that is too large',
    from('templates/own.yaml'),
    'templates/own.yaml',
    'it is larger than 1 MiB',
    ofTemplate('it is larger than 1 MiB. Make it smaller: take out what clusters do not need.'),
  ],
  ['another file beside a template', from('templates/own.yaml'), 'templates/latest.yaml', link, undefined],
  [
    'the schema of a chart',
    packaged('helm'),
    'charts/cluster/values.schema.json',
    link,
    `manifest/not-checked charts/cluster/values.schema.json is needed and was not read: ${link}. ${follow}`,
  ],
  [
    'the whole of a chart',
    packaged('helm'),
    'charts/cluster',
    link,
    `manifest/not-checked charts/cluster is needed and was not read: ${link}. ${follow}`,
  ],
  [
    'the folder of a chart',
    packaged('helm'),
    'charts',
    link,
    `manifest/not-checked charts is needed and was not read: ${link}. ${follow}`,
  ],
  ['the picture of a chart', packaged('helm'), 'charts/cluster/icon.png', 'it is not text', undefined],
  [
    'a class',
    packaged('clusterclass'),
    'cluster-classes/own.yaml',
    'it is not UTF-8 text',
    'manifest/not-checked cluster-classes/own.yaml is needed and was not read: it is not UTF-8 text. Save it as text in UTF-8.',
  ],
  [
    'what is no manifest beside a class',
    packaged('clusterclass'),
    'cluster-classes/plan.pdf',
    'it is not text',
    undefined,
  ],
])('%s', (_name, spec, path, why, expected) => {
  const findings = checkRead(spec, configuration, [{ path, why }]);
  expect(findings.map(({ code, message, cure }) => `${code} ${message} ${cure}`)).toEqual(
    expected === undefined ? [] : [expected],
  );
});

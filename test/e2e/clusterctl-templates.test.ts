import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { renderCluster } from '../../src/domain/manifests/render.ts';
import { isOptional, readTemplate } from '../../src/domain/manifests/templates/read-template.ts';
import { substitute } from '../../src/domain/manifests/templates/substitute.ts';
import { clusterVariables } from '../../src/domain/manifests/templates/variables.ts';
import { configuration, plannedFromTemplate } from '../domain/manifests/support/clusters.ts';
import { ownTemplates, placeOf, values } from '../domain/manifests/templates/own-templates.ts';
import { run } from './support/programs.ts';

const scratch = mkdtempSync(join(tmpdir(), 'clusterops-clusterctl-'));
afterAll(() => rmSync(scratch, { recursive: true }));

type Json = Readonly<Record<string, unknown>>;
type Result = { readonly objects: readonly Json[] } | { readonly complaint: string };

/** As the YAML of Go reads it. */
const read = (text: string): readonly Json[] =>
  parseAllDocuments(text, { version: '1.1' }).map((document) => document.toJS() as Json);

/** What clusterctl makes of a template, or its complaint. It sees no configuration but the variables. */
function clusterctl(
  template: string,
  variables: Readonly<Record<string, string>>,
  command: readonly string[] = ['generate', 'yaml'],
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const file = join(scratch, 'template.yaml');
  writeFileSync(file, template);
  const env = {
    PATH: '',
    HOME: scratch,
    XDG_CONFIG_HOME: scratch,
    CLUSTERCTL_DISABLE_VERSIONCHECK: 'true',
    ...variables,
  };
  return run('clusterctl', [...command, '--from', file], { env });
}

function theirs(template: string): Result {
  const { status, stdout, stderr } = clusterctl(template, values);
  return status === 0 ? { objects: read(stdout) } : { complaint: stderr };
}

function ours(source: string): Result {
  const template = readTemplate(source);
  if (!template.ok) return { complaint: template.fault.problem };
  const { nodes, variables } = template.template;
  const look = (name: string) => {
    const text = values[name.toUpperCase()];
    return text === undefined ? undefined : { text, asked: [] };
  };
  const missing = variables.filter((each) => !isOptional(each) && look(each.name) === undefined);
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name).sort();
    return { complaint: `value for variables [${names.join(', ')}] is not set` };
  }
  const result = substitute(nodes, look);
  return result.ok
    ? { objects: read(result.pieces.map(({ text }) => text).join('')) }
    : { complaint: result.fault.problem };
}

const names = ['PLAIN', 'EMPTY', 'PATH_LIKE', 'UNICODE', 'NUMBER', 'plain', 'UNSET'];
const operations = [
  ...['', '^', '^^', ',', ',,', '^,', ',^', ':=d', ':-d', '=d', ':?d', ':+d', ':="a b"', ":='q'", ':= ', ':=a:b=c'],
  ...[':=${PLAIN}-x', ':=a${EMPTY}b${NUMBER}', ':=${UNSET}', ':=${UNSET2:=${NUMBER}}', ':=$$', ':=\\', ':=$x', ':={'],
  ...[':0', ':1', ':2:3', ':0:100', ':99', ': -3', ':1:-0', ':x', ':1:x', ':+1', ':007', ':${NUMBER}', ':0:${NUMBER}'],
  ...[
    '#a',
    '#*/',
    '##*/',
    '%/*',
    '%%/*',
    '%?',
    '#[a-z]',
    '##[^b]*',
    '%.*',
    '%%.*',
    '#a*c',
    '#\\*',
    '#[a',
    '#[',
    '#[]a]',
  ],
  ...['##*${NUMBER}', '#${PLAIN}', '%${PLAIN}', '%%[ec]', '#[a-]', '##?*b', '###a', '%%%c'],
  ...['/a/b', '//a/b', '/#a/b', '/%c/d', '/a/', '/#a/', '/%c/', '//\\//-', '//-/\\/', '/b/${NUMBER}', '/${PLAIN}/x'],
  ...['///x', '//l/L', '//a//b', '/${EMPTY}/x', '//${EMPTY}/x', '/a/$$', '/$$/x', '/\\\\/x'],
];
const forms = [
  ...names.flatMap((name) => operations.map((operation) => `$\{${name}${operation}}`)),
  ...names.map((name) => `$\{#${name}}`),
  ...[
    '$$',
    '$$$',
    '$${PLAIN}',
    '$$$${PLAIN}',
    '$$$${ PLAIN }',
    '$PLAIN',
    '$',
    'a$',
    '$ {PLAIN}',
    '$\\{PLAIN}',
    '\\${PLAIN}',
  ],
  ...['${ PLAIN }', '${PLAIN }', '${\tPLAIN}', '{PLAIN}', '}${PLAIN}{', '${UNSET:-}x${PLAIN}', '${UNSET:=x} ${UNSET}'],
  ...['${UNSET:="{\'a\': 1}"', '${UNSET:=\\}', '${UNICODE:0:2}', '${UNICODE:2:1}x', '${PLAIN:ä}', '${PLAIN:-ä}'],
  ...[
    '${',
    '${}',
    '${PLAIN',
    '${PLAIN:',
    '${PLAIN::2}',
    '${PLAIN:=',
    '${PLAIN!}',
    '${-}',
    '${##PLAIN}',
    '${#PLAIN:=x}',
  ],
  ...[
    '${PLAIN-d}',
    '${PLAIN+d}',
    '${PLAIN?d}',
    '${PLAIN^^^}',
    '${PLAIN^a}',
    '${PLAIN/a}',
    '${PLAIN//a}',
    '${PLAIN :=x}',
  ],
  ...[
    '${A.B}',
    '${A-B}',
    '${PLAIN:1:2:3}',
    '${PLAIN:${NUMBER}1}',
    '${PLAIN#a${NUMBER}}',
    '${PLAIN:9:-8}',
    '${\u00a0PLAIN}',
  ],
];
const templateOf = (form: string): string => `value: |\n  <${form}>\n`;

describe('a form means what clusterctl makes of it', () => {
  const mine = new Map(forms.map((form) => [form, ours(templateOf(form))]));
  const made = new Map<string, Result>();

  /** Those that both take in one run; where clusterctl refuses one of them, one by one. */
  beforeAll(() => {
    const taken = forms.filter((form) => 'objects' in (mine.get(form) ?? {}));
    const together = theirs(taken.map(templateOf).join('---\n'));
    const each = 'objects' in together && together.objects.length === taken.length ? together.objects : undefined;
    taken.forEach((form, index) => {
      const object = each?.[index];
      made.set(form, object === undefined ? theirs(templateOf(form)) : { objects: [object] });
    });
  });

  test.each(forms)('%s', (form) => {
    const result = mine.get(form);
    if (result !== undefined && 'objects' in result) expect(made.get(form)).toEqual(result);
    else expect(theirs(templateOf(form))).toHaveProperty('complaint');
  });

  test('all missing variables at once, and what its list of variables holds', () => {
    const template =
      'a: ${ZED}\nb: ${ALPHA}\nc: ${ZED:=late}\nd: ${EARLY:=x}\ne: ${EARLY} ${FIFTH:=${SIXTH}} ${LAST:=}\n';
    const result = ours(template);
    expect(result).toEqual({ complaint: 'value for variables [ALPHA, LAST, ZED] is not set' });
    expect(theirs(template)).toEqual({
      complaint: expect.stringContaining('complaint' in result ? result.complaint : ''),
    });
    const listed = clusterctl(template, {}, ['generate', 'yaml', '--list-variables']).stdout;
    const known = readTemplate(template);
    const variables = known.ok ? known.template.variables.filter(({ uses }) => uses.length > 0) : [];
    expect(listed.match(/[A-Z]{2,}/g)).toEqual(variables.map(({ name }) => name).sort());
  });
});

describe('a cluster from a template is what "clusterctl generate cluster" makes', () => {
  test.each(Object.entries(ownTemplates))('%s', (_name, template) => {
    const path = 'templates/own.yaml';
    const variables = { TEAM: 'payments', OWNER: 'a: b, c' };
    const asked = Object.fromEntries(Object.entries(variables).filter(([key]) => template.includes(`{${key}`)));
    const typed = { name: 'shop', template: path, workers: 5, ...asked };
    const { region, provider } = placeOf(template);
    const spec = plannedFromTemplate({
      ...typed,
      ...{ region: [region], provider },
      'machine-type': 'm7i.xlarge',
      'control-plane-machine-type': 'm7i.large',
    });
    const rendered = renderCluster(spec, configuration, new Map([[path, template]]));
    const known = readTemplate(template);
    if (!rendered.ok || !known.ok) throw new Error(JSON.stringify(rendered));

    const { status, stdout, stderr } = clusterctl(
      template,
      { ...clusterVariables(spec, known.template.variables), ...asked },
      [
        ...[
          'generate',
          'cluster',
          'shop',
          '--target-namespace',
          'default',
          '--kubernetes-version',
          spec.kubernetesVersion,
        ],
        ...['--control-plane-machine-count', '3', '--worker-machine-count', '5'],
      ],
    );
    expect([status, stderr]).toEqual([0, '']);
    const content = rendered.value.files[0]?.content ?? '';
    expect(read(content).flatMap(itemsOf).map(withoutOurs)).toEqual(read(stdout).flatMap(itemsOf).map(withoutOurs));
  });
});

/** clusterctl sets the namespace of a List, and not of what is in it. */
function itemsOf(object: Json): readonly Json[] {
  if (object.kind !== 'List') return [object];
  return (object.items as readonly Json[]).map((item) => ({
    ...item,
    metadata: { ...(item.metadata as Json), namespace: 'default' },
  }));
}

function withoutOurs(object: Json): Json {
  const { annotations = {}, labels = {}, ...metadata } = object.metadata as Json;
  const theirsOf = (map: unknown): Json =>
    Object.fromEntries(
      Object.entries(map as Json).filter(
        ([key]) => !/^(clusterops\.dev|argocd\.argoproj\.io|kustomize\.toolkit)/.test(key),
      ),
    );
  return { ...object, metadata: { ...metadata, annotations: theirsOf(annotations ?? {}), labels: theirsOf(labels) } };
}

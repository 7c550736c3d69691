import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { readTemplate, substitute } from '../../src/domain/manifests/templates/substitute.ts';
import { ownTemplates, values } from '../domain/manifests/templates/own-templates.ts';
import { run } from './support/programs.ts';

const scratch = mkdtempSync(join(tmpdir(), 'clusterops-clusterctl-'));
afterAll(() => rmSync(scratch, { recursive: true }));

interface Rendered {
  readonly objects: readonly unknown[];
}
interface Refused {
  readonly complaint: string;
}
const parsed = (text: string): Rendered => ({
  objects: parseAllDocuments(text).map((document) => document.toJS() as unknown),
});

/** What clusterctl makes of a template, or its complaint. It sees no configuration but the variables, and writes the YAML anew. */
function clusterctl(template: string): Rendered | Refused {
  const file = join(scratch, 'template.yaml');
  writeFileSync(file, template);
  const env = { PATH: '', HOME: scratch, XDG_CONFIG_HOME: scratch, CLUSTERCTL_DISABLE_VERSIONCHECK: 'true', ...values };
  const { status, stdout, stderr } = run('clusterctl', ['generate', 'yaml', '--from', file], { env });
  return status === 0 ? parsed(stdout) : { complaint: stderr };
}

function ours(source: string): Rendered | Refused {
  const template = readTemplate(source);
  if (!template.ok) return { complaint: template.fault.problem };
  const missing = template.variables.filter(
    ({ name, otherwise }) => otherwise === undefined && !Object.hasOwn(values, name),
  );
  if (missing.length > 0)
    return {
      complaint: `[${missing
        .map(({ name }) => name)
        .sort()
        .join(', ')}]`,
    };
  const result = substitute(template.nodes, (name) => (Object.hasOwn(values, name) ? values[name] : undefined));
  return 'text' in result ? parsed(result.text) : { complaint: result.fault.problem };
}

const names = ['PLAIN', 'EMPTY', 'PATH_LIKE', 'UNICODE', 'NUMBER'];
const operations = [
  ...[
    '',
    '^',
    '^^',
    ',',
    ',,',
    '^,',
    ':=d',
    ':-d',
    '=d',
    ':=',
    ':-',
    ':?d',
    ':+d',
    ':="a b"',
    ":='q'",
    ':=${PLAIN}-x',
    ':=a${EMPTY}b${NUMBER}',
  ],
  ...[':0', ':1', ':2:3', ':0:100', ':99', ':-3', ':1:-0', ':x', ':1:x', ':${NUMBER}', ':0:${NUMBER}', '::2'],
  ...['#a', '#*/', '##*/', '%/*', '%%/*', '#?', '%?', '#[a-z]', '##[^b]*', '%.*', '%%.*', '#a*c', '#\\*', '#[a', '#['],
  ...['/a/b', '//a/b', '/#a/b', '/%c/d', '/a/', '//\\//-', '//-/\\/', '/b/${NUMBER}', '/${PLAIN}/x', '///x', '//l/L'],
];
const forms = [
  ...names.flatMap((name) => operations.map((operation) => `$\{${name}${operation}}`)),
  ...names.map((name) => `$\{#${name}}`),
  ...[
    '$$',
    '$$$',
    '$${PLAIN}',
    '$$$${PLAIN}',
    '$PLAIN',
    '$',
    'a$',
    '$ {PLAIN}',
    '${ PLAIN }',
    '${PLAIN }',
    '${\tPLAIN}',
    '{PLAIN}',
    '}${PLAIN}{',
  ],
  ...[
    '${UNSET:=x}',
    '${UNSET:-}x${PLAIN}',
    '${UNSET:=${UNSET2:=y}}',
    '${UNSET:=a:b=c}',
    '${UNSET:="{\'a\': 1}"',
    '\\${PLAIN}',
    '${UNSET:=\\}',
    '${UNSET:=$$}',
  ],
];

// It cuts the first byte of a character that has two, and what clusterctl makes of it is no YAML; ours takes the character.
const differing = '${UNICODE#?}';

describe('a template means what clusterctl makes of it', () => {
  test.each(forms.filter((form) => form !== differing))('%s', (form) => {
    const template = `value: |\n  <${form}>\n`;
    const [theirs, mine] = [clusterctl(template), ours(template)];
    if ('objects' in mine) expect(theirs).toEqual(mine);
    else expect(theirs).toHaveProperty('complaint');
  });

  test.each([
    '${',
    '${}',
    '${PLAIN',
    '${PLAIN:',
    '${PLAIN:=',
    '${PLAIN!}',
    '${-}',
    '${##PLAIN}',
    '${#PLAIN:=x}',
    '${PLAIN-d}',
    '${PLAIN^^^}',
    '${PLAIN/a}',
    '${PLAIN :=x}',
    '${A.B}',
  ])('%s is refused by both', (form) => {
    expect(ours(`value: ${form}\n`)).toHaveProperty('complaint');
    expect(clusterctl(`value: ${form}\n`)).toHaveProperty('complaint');
  });

  test('all missing variables at once', () => {
    const template = 'a: ${ZED}\nb: ${ALPHA}\nc: ${ZED:=late}\nd: ${EARLY:=x}\ne: ${EARLY}\n';
    const [theirs, mine] = [clusterctl(template), ours(template)];
    expect(mine).toEqual({ complaint: '[ALPHA, ZED]' });
    expect('complaint' in theirs && theirs.complaint).toContain('[ALPHA, ZED]');
  });

  test.each(Object.entries(ownTemplates))('whole templates: %s', (_name, template) => {
    expect(clusterctl(template)).toEqual(ours(template));
  });
});

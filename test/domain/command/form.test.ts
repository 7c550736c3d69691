import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { formPath, issueForm } from '../../../src/domain/command/form.ts';
import { parseComment } from '../../../src/domain/command/parse.ts';
import { commandNamed } from '../../../src/domain/command/table.ts';
import { mayHoldCommand } from '../../../src/web/relevant.ts';

interface Field {
  readonly type: string;
  readonly id?: string;
  readonly attributes: { readonly label?: string; readonly options?: readonly unknown[] };
  readonly validations?: { readonly required: boolean };
}

const form = parse(issueForm()) as { readonly name: string; readonly description: string; readonly body: Field[] };
const fields = form.body.filter(({ type }) => type !== 'markdown');
const labelOf = (id: string): string => fields.find((each) => each.id === id)?.attributes.label ?? `no ${id}`;

/** As GitHub renders a submitted form. */
function submitted(values: Readonly<Record<string, string>>, of = fields): string {
  const sections = of.map(({ id = '', type, attributes }) => {
    const ticks = `- [${values[id] === undefined ? ' ' : 'x'}] Show what would change, and change nothing.`;
    return `### ${attributes.label}\n\n${type === 'checkboxes' ? ticks : (values[id] ?? '_No response_')}`;
  });
  return sections.join('\n\n');
}

const findingsOf = (body: string) => {
  const [line, ...others] = parseComment(body);
  expect(others).toEqual([]);
  return line?.kind === 'refused' ? line.findings.map(({ code, message, cure }) => [code, message, cure]) : line;
};

describe('the issue form', () => {
  test('is what the project ships, and keeps the rules of GitHub’s syntax', () => {
    expect(readFileSync('examples/issue-form/cluster.yml', 'utf8')).toBe(issueForm());
    expect(formPath).toMatch(/^\.github\/ISSUE_TEMPLATE\/[a-z-]+\.yml$/);
    expect(Object.keys(form).toSorted()).toEqual(['body', 'description', 'name', 'title']);
    const ids = fields.map(({ id }) => id);
    const labels = fields.map(({ attributes }) => attributes.label);
    expect(new Set(ids).size).toBe(fields.length);
    expect(new Set(labels.map((each) => each?.toLowerCase())).size).toBe(fields.length);
    for (const { type, id, attributes } of fields) {
      expect(['input', 'dropdown', 'checkboxes']).toContain(type);
      expect(id).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(attributes.options === undefined).toBe(type === 'input');
      // GitHub refuses the whole form for one of these.
      const words = (attributes.options ?? []).filter((each) => type === 'dropdown' || typeof each !== 'object');
      expect(words.filter((word) => typeof word !== 'string' || /^(none|n\/a)$/i.test(word))).toEqual([]);
      expect(new Set(words).size).toBe(words.length);
    }
  });

  test('has fields for arguments of the command only, and all that it needs', () => {
    const row = commandNamed('create-cluster');
    const known = [...(row?.positionals ?? []), ...(row?.options ?? [])];
    for (const { id, validations } of fields) {
      const argument = known.find(({ key }) => key === id);
      expect(argument).toBeDefined();
      expect(validations?.required ?? false).toBe(argument?.required ?? false);
    }
    for (const { key } of known.filter(({ required }) => required)) expect(fields.map(({ id }) => id)).toContain(key);
  });
});

describe('a submitted form', () => {
  const values = { region: 'eu-west-1', workers: '3', version: '1.34.3', packaging: 'kustomize', ttl: '72h' };
  const body = submitted(values);

  test('is the same command as a comment', () => {
    const [command] = parseComment(body);
    const [typed] = parseComment('/create-cluster eu-west-1 version=1.34.3 workers=3 packaging=kustomize ttl=72h');
    expect(command).toEqual(typed);
  });

  test.each([
    ['carriage returns', body.replaceAll('\n', '\r\n')],
    ['no final fields', body.slice(0, body.indexOf('### Pod network'))],
    ['choices that were not made', body.replace('kustomize', 'None')],
    ['an order of its own', submitted(values, [...fields].reverse())],
    ['a field of another argument', `${body}\n\n### pod-cidr\n\n10.0.0.0/16`],
  ])('may have %s', (_, text) => {
    const [command] = parseComment(text);
    expect(command).toMatchObject({ kind: 'command', arguments: { region: ['eu-west-1'], workers: 3 } });
  });

  test.each([
    ['eu-west-1, eu-central-1', ['eu-west-1', 'eu-central-1']],
    ['eu-west-1 eu-central-1', ['eu-west-1', 'eu-central-1']],
  ])('takes the regions %s', (region, arguments_) => {
    expect(parseComment(submitted({ region }))).toMatchObject([{ arguments: { region: arguments_ } }]);
  });

  test.each([
    ['cilium', 'cilium'],
    ['no pod network', 'none'],
    ['none', 'none'],
  ])('takes the pod network %s', (cni, meant) => {
    expect(parseComment(submitted({ region: 'local', cni }))).toMatchObject([{ arguments: { cni: meant } }]);
  });

  test('asks for a dry run by its box', () => {
    expect(parseComment(submitted({ region: 'local' }))[0]).not.toHaveProperty(['arguments', 'dry-run']);
    expect(parseComment(submitted({ region: 'local', 'dry-run': 'x' }))).toMatchObject([
      { arguments: { 'dry-run': true } },
    ]);
  });

  test.each([
    ['a command in a field', { region: 'eu-west-1', name: 'shop\n/delete-cluster shop' }, /"Name" holds several lines/],
    ['a command in the last field', { region: 'eu-west-1', ttl: '72h\n\n/confirm abcdefgh' }, /holds several lines/],
    ['a command as a value', { region: 'eu-west-1', name: '/delete-cluster shop' }, /not a DNS label/],
    ['an argument smuggled in', { region: 'eu-west-1', name: 'shop workers=900' }, /not a DNS label/],
    ['an argument as a region', { region: 'name=evil' }, /not a list of plain words/],
    ['a quote that closes early', { region: 'eu-west-1', name: 'shop" workers="900' }, /not a DNS label/],
    ['a value of the wrong type', { region: 'eu-west-1', workers: 'three' }, /not a whole number/],
    ['no region', {}, /needs region/],
    ['a template expression', { region: 'a{{secret}}' }, /template expression/],
  ])('with %s is refused, and nothing else is run', (_, given, reason) => {
    expect(findingsOf(submitted(given))).toEqual([
      [expect.any(String), expect.stringMatching(reason), expect.any(String)],
    ]);
  });

  test.each([
    ['Worker', /no field "Worker"/, 'Did you mean "Workers"?'],
    [
      'Anything else',
      /no field "Anything else"/,
      `Correct ${formPath}: its labels are those of the table of commands.`,
    ],
  ])('with the unknown heading %s is refused', (label, reason, cure) => {
    expect(findingsOf(`${submitted({ region: 'local' })}\n\n### ${label}\n\n3`)).toEqual([
      ['command/argument-unknown', expect.stringMatching(reason), cure],
    ]);
  });

  test('with more fields than any form has is refused, in few words', () => {
    const many = Array.from({ length: 90 }, (_, index) => `### Field ${index}\n\nx`).join('\n\n');
    const findings = findingsOf(`${submitted({ region: 'local' })}\n\n${many}`) as unknown[];
    expect(findings).toHaveLength(20);
    expect(findings[0]).toEqual(['command/syntax', 'The form has more than 50 fields.', expect.any(String)]);
  });

  test('with a field twice is refused', () => {
    expect(findingsOf(`${submitted(values)}\n\n### Workers\n\n50`)).toEqual([
      ['command/argument-repeated', 'workers is given twice.', 'Give workers once.'],
    ]);
  });

  test.each([
    ['prose before it', `I would like a cluster.\n\n${body}`],
    ['a quotation', body.replace(/^/gm, '> ')],
    ['a code fence', `\`\`\`\n${body}\n\`\`\``],
    ['headings of its own', '### Regions\n\neu-west-1'],
  ])('is not recognised in %s', (_, text) => {
    expect(parseComment(text)).toEqual([]);
  });

  test('passes the intake', () => {
    expect(mayHoldCommand(Buffer.from(JSON.stringify({ action: 'opened', issue: { body } })))).toBe(true);
    expect(labelOf('region')).toBe('Regions of the new cluster');
  });
});

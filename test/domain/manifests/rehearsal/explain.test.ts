import { describe, expect, test } from '@jest/globals';
import { fault } from '../../../../src/domain/finding.ts';
import { chooseObjects } from '../../../../src/domain/manifests/rehearsal/choose-objects.ts';
import { explainRehearsal, unservedKinds } from '../../../../src/domain/manifests/rehearsal/explain.ts';
import type { Rehearsed } from '../../../../src/domain/manifests/rehearsal/rehearsed.ts';
import { readDocuments } from '../../../../src/domain/manifests/source/read-documents.ts';

const widget = (name: string, more = '') =>
  `---\napiVersion: example.com/v1\nkind: Widget\nmetadata:\n  name: ${name}\n${more}spec:\n  size: 1\n`;
const read = (content: string) => readDocuments({ path: 'clusters/a/a.yaml', content }).documents;
const choose = (content: string, allowed: readonly string[] = []) =>
  chooseObjects({ objects: read(content), namespace: 'default', allowed });
const explain = (content: string, outcomes: readonly Rehearsed[], known: Parameters<typeof explainRehearsal>[2] = []) =>
  explainRehearsal(choose(content), outcomes, known);
const told = ({ findings }: ReturnType<typeof explain>) =>
  findings.map(({ code, severity, message, place }) => `${severity} ${code} ${place?.line ?? '-'} ${message}`);

const accepted: Rehearsed = { state: 'accepted' };
const unknown = (why: 'namespace' | 'kind' | 'forbidden' | 'unanswered', said: string): Rehearsed => ({
  state: 'unknown',
  why,
  said,
});
const refused = (message: string, field?: string): Rehearsed => ({
  state: 'refused',
  complaints: [{ message, ...(field === undefined ? {} : { field }) }],
});

describe('what the API server refuses', () => {
  test('is an error on the line of the field, in its words', () => {
    const rehearsal = explain(widget('a') + widget('b'), [accepted, refused('spec.size: too small', 'spec.size')]);
    expect(told(rehearsal)).toEqual([
      'error manifest/refused 14 Widget b: the API server refuses it: spec.size: too small',
    ]);
    expect(rehearsal.said).toBe('In a dry run the management cluster accepts 1 of 2 objects of this change.');
  });

  test('is said once where the line has an error already', () => {
    const place = { path: 'clusters/a/a.yaml', line: 7 };
    const known = [fault('manifest/value-invalid', 'spec.size is too small', { place })];
    expect(told(explain(widget('a'), [refused('too small', 'spec.size')], known))).toEqual([]);
    expect(explain(widget('a'), [refused('too small', 'spec.size')], known).said).toContain('accepts 0 of 1 object');
  });
});

describe('a kind that is not served', () => {
  const message =
    'Widget b: the management cluster serves no kind Widget in example.com/v1, so no engine can apply it.';

  test('is an error where it stands', () => {
    const rehearsal = explain(widget('a') + widget('b'), [accepted, unknown('kind', 'no kind Widget')]);
    expect(told(rehearsal)).toEqual([`error manifest/kind-not-served 10 ${message}`]);
  });

  test('is one without a dry run, too; what is not known is none', () => {
    const choice = choose(widget('a') + widget('b'));
    const findings = unservedKinds(choice, ({ name }) => (name === 'b' ? false : undefined));
    expect(findings.map((each) => `${each.severity} ${each.message}`)).toEqual([`error ${message}`]);
  });

  test('says of HelmChartProxy what to install, or to choose instead', () => {
    const proxy = 'apiVersion: addons.cluster.x-k8s.io/v1alpha1\nkind: HelmChartProxy\nmetadata:\n  name: cni\n';
    const [finding] = explain(proxy, [unknown('kind', '')]).findings;
    expect(finding?.cure).toMatch(/clusterctl init --addon helm.*addons\.installer/);
  });
});

describe('what was not said is never ok', () => {
  test.each([
    ['a namespace that is not there', unknown('namespace', 'namespaces "x" not found'), 'namespaces "x" not found'],
    ['a right that is missing', unknown('forbidden', 'User "u" cannot patch'), 'User "u" cannot patch'],
    ['no answer', unknown('unanswered', 'connect ECONNREFUSED'), 'connect ECONNREFUSED'],
  ])('%s', (_, outcome, said) => {
    const rehearsal = explain(widget('a') + widget('b'), [accepted, outcome]);
    expect(told(rehearsal)).toEqual([`warning manifest/not-rehearsed 10 No dry run of Widget b: ${said}.`]);
    expect(rehearsal.said).toContain('accepts 1 of 2');
    // Only this may heal without anybody acting.
    expect(rehearsal.unanswered).toBe(outcome.state === 'unknown' && outcome.why === 'unanswered' ? true : undefined);
  });

  test('an answer that is missing', () => {
    expect(told(explain(widget('a'), []))).toEqual([
      'warning manifest/not-rehearsed 3 No dry run of Widget a: no answer came.',
    ]);
  });

  test('the same reason for several is said once, with their names', () => {
    const away = unknown('unanswered', 'no answer within 20 s');
    const content = ['a', 'b', 'c', 'd'].map((name) => widget(name)).join('');
    expect(told(explain(content, [away, away, away, away]))).toEqual([
      'warning manifest/not-rehearsed - No dry run of Widget a, Widget b, Widget c and 1 more: no answer within 20 s.',
    ]);
  });
});

describe('an object that waits for another one of the same change', () => {
  const waits = 'it needs another object of this pull request, which is not there before the merge';
  test.each([
    [
      'its namespace',
      '---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: team\n',
      unknown('namespace', 'namespaces "team" not found'),
    ],
    [
      'its namespace, where the rights are bound in each',
      '---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: team\n',
      unknown('forbidden', 'User "u" cannot patch resource "widgets" in API group "e" in the namespace "team"'),
    ],
    [
      'its kind',
      '---\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: w\nspec:\n  names:\n    kind: Widget\n',
      unknown('kind', 'no kind Widget'),
    ],
    ['what it refers to', widget('other'), refused('clusterclasses.cluster.x-k8s.io "other" not found')],
  ])('%s', (_, first, outcome) => {
    expect(told(explain(first + widget('a'), [accepted, outcome]))).toEqual([
      expect.stringContaining(`No dry run of Widget a: ${waits}.`),
    ]);
  });

  test('not one that nobody brings', () => {
    expect(told(explain(widget('a'), [refused('classes "other" not found')]))).toEqual([
      expect.stringContaining('error manifest/refused'),
    ]);
  });
});

describe('what is not asked about', () => {
  test.each([
    ['a Secret', 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n', 'Secrets are never asked about'],
    ['what SOPS encrypted', `${widget('a')}sops:\n  mac: x\n`, 'what SOPS encrypted'],
    ['an object without a name', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  generateName: a-\n', 'without a name'],
    ['a namespace of others', widget('a', '  namespace: others\n'), 'the namespace others is not one of this server'],
  ])('%s is said not to be', (_, content, why) => {
    const choice = choose(content, ['default']);
    expect(choice.asked).toEqual([]);
    expect(told(explainRehearsal(choice, [], []))).toEqual([expect.stringContaining(why)]);
  });

  test('more objects than are asked about at once', () => {
    const choice = choose(Array.from({ length: 305 }, (_, index) => widget(`w${index}`)).join(''));
    expect(choice.asked).toHaveLength(300);
    expect([...choice.left.values()].map(({ length }) => length)).toEqual([5]);
  });
});

test('where every object is accepted, it says so and finds nothing', () => {
  expect(explain(widget('a'), [accepted])).toEqual({
    findings: [],
    said: 'In a dry run the management cluster accepts 1 object of this change, admission webhooks included.',
  });
});

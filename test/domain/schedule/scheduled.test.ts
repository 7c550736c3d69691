import { describe, expect, test } from '@jest/globals';
import { decodeConfiguration } from '../../../src/configuration/decode.ts';
import type { ConfigurationRead } from '../../../src/domain/access/configuration.ts';
import { decide, type Question } from '../../../src/domain/access/decide.ts';
import type { ClusterRow } from '../../../src/domain/cluster/rows.ts';
import { decodeScheduleBook, decodeTurnMark } from '../../../src/domain/schedule/book.ts';
import { clustersOf, schedulesByCluster } from '../../../src/domain/schedule/governed.ts';

const read = (more = '') =>
  decodeConfiguration(`
access: { permission: admin }
environments: { dev: { clusters: ["dev-*"] } }
schedule:
  - { name: first, selector: "env=dev,name!=dev-c", sleep: "20:00", wake: "07:00" }
  - { name: second, selector: "env=dev", sleep: "21:00" }
  - { name: third, selector: "team=a", sleep: "22:00" }
  - { name: fourth, selector: "name=nobody", sleep: "22:00" }
${more}`);
const [sleep, wake] = ['2026-11-25T20:00Z', '2026-11-25T07:00Z'].map((at) => Date.parse(at));

describe('a command that a schedule gives', () => {
  const ask = (changes: Partial<Question>, configuration: ConfigurationRead = read()) => {
    const decision = decide({
      command: 'hibernate-cluster',
      arguments: { selector: 'name=dev-a' },
      sender: { id: 0, login: 'the schedule first', bot: false },
      schedule: { name: 'first', at: sleep ?? 0 },
      permission: 'none',
      configuration,
      now: Date.parse('2026-11-25T22:00Z'),
      subjects: [{ name: 'dev-a', environment: 'dev' }],
      ...changes,
    });
    return decision.verdict === 'deny' ? decision.findings.map(({ code }) => code) : decision.verdict;
  };
  const deny = (more: string) => read(`policy: { rules: [{ name: a, effect: deny, ${more} }] }\n`);

  test.each<[string, unknown, ReturnType<typeof ask>]>([
    ['is allowed without a permission while its turn holds', ask({}), 'allow'],
    ['is denied to a person of the same permission', ask({ schedule: undefined as never }), ['access/permission']],
    ['is denied before its time', ask({ now: (sleep ?? 0) - 1 }), ['schedule/overtaken']],
    ['is denied after the next', ask({ now: Date.parse('2026-11-26T07:00Z') }), ['schedule/overtaken']],
    ['is denied for another turn', ask({ schedule: { name: 'first', at: wake ?? 0 } }), ['schedule/overtaken']],
    ['is denied where it is not the one of its turn', ask({ command: 'wake-cluster' }), ['schedule/overtaken']],
    [
      'is denied for a schedule that is gone',
      ask({ schedule: { name: 'none', at: sleep ?? 0 } }),
      ['schedule/overtaken'],
    ],
    ['is denied by a rule', ask({}, deny('when: { environments: [dev] }')), ['access/rule']],
    [
      'is denied by a rule that excepts people',
      ask({}, deny('when: { environments: [dev] }, except: { permission: read }')),
      ['access/rule'],
    ],
    ['is denied in a freeze', ask({}, deny('when: { times: [{ from: "21:00", to: "23:00" }] }')), ['access/rule']],
    [
      'is not hit by a rule about people',
      ask({}, deny('when: { environments: [dev], by: { permission: read } }')),
      'allow',
    ],
    [
      'is denied with a configuration that cannot be used',
      ask({}, { state: 'invalid', findings: [] }),
      ['access/configuration-invalid', 'schedule/overtaken'],
    ],
  ])('%s', (_, got, want) => {
    expect(got).toEqual(want);
  });
});

describe('clusters and their schedules', () => {
  const row = (name: string, more: Partial<ClusterRow> = {}): ClusterRow => ({
    path: `clusters/${name}/cluster.yaml`,
    folder: name,
    name,
    namespace: 'default',
    ...more,
  });
  const rows = [
    row('dev-a', { labels: { team: 'a' } }),
    row('dev-b'),
    row('dev-c'),
    row('prod-a', { labels: { team: 'a' } }),
  ];
  const configuration = read();
  const { schedule, environments } = configuration.state === 'read' ? configuration.configuration : ({} as never);

  test.each([
    ['first', ['dev-a', 'dev-b']],
    ['second', ['dev-c']],
    ['third', ['prod-a']],
    ['fourth', []],
    ['none', []],
  ])('%s', (name, want) => {
    const found = clustersOf(name, schedule, rows, environments);
    expect([found.rows.map((each) => each.name), found.findings]).toEqual([want, []]);
    for (const each of want) expect(schedulesByCluster(schedule, rows, environments).get(each)?.name).toBe(name);
  });

  test('a label that no cluster has is told', () => {
    const { rows: none, findings } = clustersOf('third', schedule, [row('dev-a')], environments);
    expect([none, findings.map(({ code }) => code)]).toEqual([[], ['cluster/selector-key']]);
  });
});

describe('what markers carry', () => {
  const book = { schedule: 'first', at: 1, times: 'a', waiting: ['dev-a'], closed: [3] };
  const mark = { schedule: 'first', at: 1, clusters: ['dev-a'] };
  test.each([
    [decodeScheduleBook(book), book],
    [decodeScheduleBook({ ...book, waiting: [1] }), undefined],
    [decodeScheduleBook({ ...book, times: undefined }), undefined],
    [decodeScheduleBook(null), undefined],
    [decodeTurnMark(mark), mark],
    [decodeTurnMark({ ...mark, clusters: 'dev-a' }), undefined],
    [decodeTurnMark({ ...mark, at: '1' }), undefined],
  ])('%j', (got, want) => {
    expect(got).toEqual(want);
  });
});

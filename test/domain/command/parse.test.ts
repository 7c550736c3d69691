import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CommandLine } from '../../../src/domain/command/command.ts';
import { mayHoldCommand, parseCommandLine, parseComment } from '../../../src/domain/command/parse.ts';
import { commandTable } from '../../../src/domain/command/table.ts';

const only = (body: string): CommandLine => {
  const [first, ...others] = parseComment(body);
  if (first === undefined || others.length > 0) throw new Error(`not one command: ${body}`);
  return first;
};
const argumentsOf = (body: string) => {
  const line = only(body);
  return line.kind === 'command' ? line.arguments : line.findings;
};
const faultsOf = (body: string) => {
  const line = only(body);
  return line.kind === 'refused' ? line.findings.map((each) => `${each.place?.column} ${each.code}`) : [];
};

describe('a command', () => {
  test('becomes typed arguments', () => {
    expect(
      argumentsOf(
        '/create-cluster eu-west-1 eu-central-1 name=shop provider=aws version=1.34.3 control-plane=3 workers=0 machine-type=m7i.large packaging=plain cni=calico ttl=1d12h dry-run',
      ),
    ).toEqual({
      region: ['eu-west-1', 'eu-central-1'],
      name: 'shop',
      provider: 'aws',
      version: 'v1.34.3',
      'control-plane': 3,
      workers: 0,
      'machine-type': 'm7i.large',
      packaging: 'plain',
      cni: 'calico',
      ttl: 129_600,
      'dry-run': true,
    });
  });

  const same: readonly (readonly [string, string])[] = [
    ['quotes', '/create-cluster "eu-west-1" workers=\'3\''],
    ['the namespaced form', '/clusterops create-cluster eu-west-1 workers=3'],
    ['the namespaced form with a second slash', '/clusterops /create-cluster eu-west-1 workers=3'],
    ['capitals in name and key', '/Create-Cluster eu-west-1 Workers=3'],
    ['any order', '/create-cluster workers=3 eu-west-1'],
    ['commas and repeats', '/create-cluster eu-west-1,eu-west-1 eu-west-1 workers=3'],
    ['white space of any kind', '/create-cluster\u00a0 eu-west-1\t\u3000workers=3 \t'],
  ];
  test.each(same)('may be written with %s', (_, body) => {
    expect(argumentsOf(body)).toEqual({ region: ['eu-west-1'], workers: 3 });
  });

  test('takes variables of its template; those that an argument gives, too, are that argument', () => {
    expect(
      argumentsOf(
        '/create-cluster eu-west-1 template=gpu GPU_COUNT=2 WORKERS=x WORKER_MACHINE_COUNT=5 KUBERNETES_VERSION=v1.34.3 AWS_NODE_MACHINE_TYPE=g6.xlarge',
      ),
    ).toEqual({
      region: ['eu-west-1'],
      template: 'gpu',
      GPU_COUNT: '2',
      WORKERS: 'x',
      workers: 5,
      version: 'v1.34.3',
      'machine-type': 'g6.xlarge',
    });
    expect(argumentsOf('/create-cluster eu-west-1 WORKERS=3')).toEqual({ region: ['eu-west-1'], workers: 3 });
    expect(faultsOf(`/create-cluster eu-west-1 template=gpu WORKER_MACHINE_COUNT=1001 GPU="\${X}"`)).toEqual([
      '40 command/argument-invalid',
      '66 command/argument-invalid',
    ]);
    expect(faultsOf('/create-cluster eu-west-1 template=gpu workers=3 WORKER_MACHINE_COUNT=3')).toEqual([
      '50 command/argument-repeated',
    ]);
  });

  test('takes a selector in place of a name', () => {
    const typed = { selector: 'team=a,region=eu-*', workers: 5 };
    expect(argumentsOf('/scale-cluster team=a,region=eu-* workers=5')).toEqual(typed);
    expect(argumentsOf('/scale-cluster workers=5 "team=a,region=eu-*"')).toEqual(typed);
    expect(argumentsOf('/scale-cluster shop workers=5')).toEqual({ name: 'shop', workers: 5 });
    expect(argumentsOf('/hibernate-cluster acme.com/team=a')).toEqual({ selector: 'acme.com/team=a' });
    expect(argumentsOf('/upgrade-cluster env=staging,version=1.34 version=1.35.2')).toEqual({
      selector: 'env=staging,version=1.34',
      version: 'v1.35.2',
    });
  });

  test('keeps its line, its index and its text', () => {
    expect(parseComment('hello\r\n\r\n/help  \r\nand\r\n/retry now\r\n/cancel')).toMatchObject([
      { kind: 'command', index: 0, line: 3, raw: '/help', name: 'help', arguments: {} },
      { kind: 'refused', index: 1, line: 5, raw: '/retry now', name: 'retry' },
      { kind: 'command', index: 2, line: 6, raw: '/cancel', name: 'cancel' },
    ]);
  });

  test('every example of the table parses', () => {
    for (const row of commandTable) {
      for (const example of row.examples) {
        expect(only(example)).toMatchObject({ kind: 'command', name: row.name });
      }
    }
  });
});

describe('whose line it is', () => {
  const others = [
    '/etc/hosts is where it stands',
    '/lgtm',
    '/assign @me',
    '/hold',
    '/retest',
    '/close',
    '/',
    '//',
    '/ help',
    '/usr',
    '/help/create-cluster',
    '/create-cluster/',
    '/create',
    '/add a thing',
    '/list everything',
    `/${'a'.repeat(1000)}`,
  ];
  test.each(others)('%.40s is not ours', (body) => {
    expect(parseComment(body)).toEqual([]);
  });

  const ours = [
    ['/create-clutser eu-west-1', '/create-cluster'],
    ['/createcluster eu-west-1', '/create-cluster'],
    ['/create_cluster eu-west-1', '/create-cluster'],
    ['/create cluster eu-west-1', '/create-cluster'],
    ['/create-clusters eu-west-1', '/create-cluster'],
    ['/create-cluster: eu-west-1', '/create-cluster'],
    ['/destroy-cluster shop', '/delete-cluster'],
    ['/remove cluster shop', '/delete-cluster'],
    ['/list-cluster', '/list-clusters'],
    ['/clusterops cerate-cluster x', '/create-cluster'],
    ['/clusterops rety', '/retry'],
    ['/clusterop create-cluster x', '/clusterops create-cluster'],
  ] as const;
  test.each(ours)('%s is answered with %s', (body, meant) => {
    expect(only(body)).toMatchObject({
      kind: 'refused',
      findings: [{ code: 'command/unknown', cure: `Did you mean ${meant}?` }],
    });
  });

  test('the prefix alone asks for help, and anything behind it is answered', () => {
    expect(only('/clusterops')).toMatchObject({ kind: 'command', name: 'help' });
    expect(only('/clusterops zzz')).toMatchObject({ kind: 'refused', findings: [{ code: 'command/unknown' }] });
  });

  test('another prefix, and only with it where it is required', () => {
    const options = { prefix: 'infra', requirePrefix: true };
    expect(parseComment('/create-cluster eu-west-1', options)).toEqual([]);
    expect(parseComment('/create-clutser eu-west-1', options)).toEqual([]);
    expect(parseComment('/clusterops help', options)).toEqual([]);
    expect(parseComment('/infra help', options)).toMatchObject([{ kind: 'command', name: 'help' }]);
  });

  test('near misses are looked for only while few lines are of others', () => {
    const nearMiss = (others: number) => parseComment(`${'/lgtm\n'.repeat(others)}/create-clutser`);
    expect(nearMiss(20)).toHaveLength(1);
    expect(nearMiss(60)).toHaveLength(0);
  });

  test('a path among hundreds does not hide the command that follows', () => {
    expect(parseComment(`${'/usr\n/usr/bin/x\n'.repeat(300)}/help`)).toMatchObject([{ name: 'help', line: 601 }]);
  });
});

describe('a refused command', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['/create-cluster', ['16 command/argument-missing']],
    ['/create-cluster eu-west-1 wokers=3', ['27 command/argument-unknown']],
    ['/create-cluster eu-west-1 workers=3 workers=4', ['37 command/argument-repeated']],
    ['/create-cluster eu-west-1 workers=many ttl=3', ['27 command/argument-invalid', '40 command/argument-invalid']],
    ['/create-cluster eu-west-1 workers = 3', ['27 command/syntax', '35 command/syntax']],
    ['/create-cluster eu-west-1 workers=', ['35 command/syntax']],
    ['/create-cluster eu-west-1 name="shop', ['32 command/syntax']],
    ['/create-cluster eu-west-1 name="shop"x', ['38 command/syntax']],
    ['/create-cluster eu-west-1 name=“shop x” cni=z', ['32 command/syntax', '41 command/argument-invalid']],
    ['/create-cluster eu-west-1 --workers=3', ['27 command/argument-unknown']],
    ['/create-cluster eu-west-1 —dry-run', ['27 command/argument-unknown']],
    ['/create-cluster region=eu-west-1', ['17 command/argument-unknown', '33 command/argument-missing']],
    [`/create-cluster eu-west-1 name=${'$'}{NAME}`, ['27 command/argument-invalid']],
    ['/create-cluster eu-west-1 name={{name}}', ['27 command/argument-invalid']],
    ['/create-cluster eu-west-1 name=a\u202eb', ['27 command/argument-invalid']],
    ['/create-cluster ../../etc', ['17 command/argument-invalid']],
    ['/cluster-status', ['16 command/argument-missing']],
    ['/cluster-status a b', ['19 command/argument-unknown']],
    ['/delete-cluster env=staging', ['17 command/argument-unknown', '28 command/argument-missing']],
    ['/scale-cluster env!=prod workers=5', ['16 command/argument-invalid']],
    ['/scale-cluster name=* workers=5', ['16 command/argument-invalid']],
    ['/scale-cluster env=a,,team=b workers=5', ['16 command/argument-invalid']],
    ['/scale-cluster wokers=5 team=a', ['16 command/argument-unknown']],
    ['/scale-cluster shop foo=5', ['21 command/argument-unknown']],
    ['/scale-cluster team=a region=eu-* workers=5', ['23 command/argument-repeated']],
    ['/scale-cluster shop env=staging workers=5', ['21 command/argument-repeated']],
    ['/retry now', ['8 command/argument-unknown']],
    ['/remove-pool shop', ['18 command/argument-missing']],
    ['> a\n/help', ['1 command/syntax']],
  ];
  test.each(cases)('%s', (body, want) => {
    expect(faultsOf(body)).toEqual(want);
  });

  test('says what was probably meant', () => {
    const cure = (body: string) => {
      const line = only(body);
      return line.kind === 'refused' ? line.findings[0]?.cure : undefined;
    };
    expect(cure('/create-cluster eu-west-1 wokers=3')).toBe('Did you mean workers=?');
    expect(cure('/create-cluster eu-west-1 cni=cillium')).toBe('Did you mean cilium?');
    expect(cure('/create-cluster eu-west-1 --workers=3')).toBe('Write it without hyphens before it: workers=3');
    expect(cure('/cluster-status name=shop')).toBe('Write the name of the cluster alone, without name=.');
  });

  test('more than ten: ten are taken, one answer for the rest', () => {
    const lines = parseComment('/help\n'.repeat(1000));
    expect(lines).toHaveLength(11);
    expect(lines.at(-1)).toMatchObject({ kind: 'refused', index: 10, findings: [{ code: 'command/too-many' }] });
    expect(parseComment('/help\n/help', { maxCommands: 1 })).toHaveLength(2);
  });

  test('names at most twenty faults', () => {
    const line = only(`/create-cluster ${'a=1 '.repeat(15_000)}`);
    expect(line.kind === 'refused' && line.findings.length).toBe(20);
  });
});

describe('any text', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc
      .array(
        fc.oneof(
          fc.constantFrom(
            '/create-cluster',
            '/clusterops ',
            ' ',
            '\n',
            '=',
            '"',
            "'",
            '\\',
            'workers',
            'eu-west-1',
            '3',
            ',',
            '```',
            '“',
          ),
          fc.string({ unit: 'grapheme', maxLength: 5 }),
        ),
        { maxLength: 40 },
      )
      .map((parts) => parts.join('')),
  );

  test('never makes the parser fail, and what it finds stands there', () => {
    fc.assert(
      fc.property(anything, (body) => {
        const lines = body.split(/\r\n|\n|\r/);
        for (const [index, command] of parseComment(body).entries()) {
          expect(command.index).toBe(index);
          expect((lines[command.line - 1] ?? '').replace(/^\ufeff/, '').trim()).toBe(command.raw);
          if (command.kind === 'refused') expect(command.findings.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('nothing is found that the quick look rules out', () => {
    fc.assert(
      fc.property(anything, (body) => {
        if (parseComment(body).length > 0) expect(mayHoldCommand(body)).toBe(true);
      }),
    );
    expect(mayHoldCommand('see /etc/hosts and a/b\n / x')).toBe(false);
  });

  test('accepted values hold nothing that a template or a terminal would act on', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const line = parseCommandLine(`create-cluster eu-west-1 machine-type="${value.replace(/["\\\r\n]/g, '')}"`);
        if (line.kind === 'command') expect(String(line.arguments['machine-type'])).toMatch(/^[A-Za-z0-9._/-]+$/);
      }),
    );
  });
});

describe('the command line of the CLI', () => {
  test('needs no slash', () => {
    expect(parseCommandLine('create-cluster eu-west-1')).toMatchObject({
      kind: 'command',
      arguments: { region: ['eu-west-1'] },
    });
    expect(parseCommandLine(' /clusterops help ')).toMatchObject({ kind: 'command', name: 'help' });
  });

  test('is always answered', () => {
    for (const text of ['', '/', 'lgtm', '/etc/hosts', 'help\nhelp']) {
      expect(parseCommandLine(text)).toMatchObject({ kind: 'refused', findings: [{ code: 'command/unknown' }] });
    }
  });
});

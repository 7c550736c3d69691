import { describe, expect, test } from '@jest/globals';
import { commandDocs } from '../../../src/domain/command/docs.ts';
import { help } from '../../../src/domain/command/help.ts';
import { commandTable } from '../../../src/domain/command/table.ts';

describe('help', () => {
  test('lists every command', () => {
    const [table = ''] = help().split('\n\n');
    for (const { name } of commandTable) expect(table).toContain(`\`/${name}`);
  });

  test('explains one with its grammar, its arguments and an example', () => {
    const text = help('/Create-Cluster');
    expect(text).toContain('/create-cluster <region>… [name=]');
    expect(text).toContain('| `workers=` | how many worker machines | 0–1000 |');
    expect(text).toContain('/create-cluster eu-west-1 workers=3');
  });

  test('answers an unknown name with the nearest and the list, and lets no markup through', () => {
    expect(help('creat-cluster')).toContain('Did you mean `/help create-cluster`?');
    expect(help('`@org/team`')).toContain('There is no command `` `@org/team` ``.');
  });

  test('names the prefix that is in use', () => {
    expect(help(undefined, { prefix: 'infra' })).toContain('`/infra <command>`');
  });
});

test('the page of commands has a section and an anchor for each', () => {
  const page = commandDocs();
  for (const row of commandTable) {
    expect(page).toContain(`(#${row.name})`);
    expect(page).toContain(`\n### ${row.name}\n`);
  }
});

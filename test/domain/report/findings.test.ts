import { expect, test } from '@jest/globals';
import { type Finding, fault } from '../../../src/domain/finding.ts';
import { printFinding } from '../../../src/domain/print-finding.ts';
import { annotationsOf, findingsList, findingsTable } from '../../../src/domain/report/findings.ts';
import { planReport } from '../../../src/domain/report/plan-report.ts';

test('commands of a cure are shown as they are to be typed, whatever the encoder does to prose', () => {
  const command = 'kubectl delete awsmachinetemplate shop-md-0-775fe345';
  const finding: Finding = {
    ...fault('cluster/template-stays', 'shop-md-0-775fe345 stays', { place: { path: 'workers.yaml', line: 3 } }),
    commands: [command],
  };
  expect(findingsList([finding])).toContain(`\n\n  \`\`\`sh\n  ${command}\n  \`\`\``);
  expect(findingsTable([finding])).toContain(`<br>\`${command}\``);
  expect(annotationsOf([finding])).toMatchObject([{ message: expect.stringMatching(`\n${command}$`) }]);
  expect(printFinding(finding)).toMatch(`\n  ${command}`);
});

test('what the policy has, in the words of its configuration, is no Markdown', () => {
  const policy = 'Approved by octo. (policy.approvals.<!-- a --> @acme/ops ![x](https://example.com/x))';
  const { summary } = planReport({ findings: [], files: [], policy, scope: 'pull request' });
  expect(summary).toContain('Approved by octo.');
  expect(summary).not.toMatch(/<!--|!\[x\]\(|(^|\s)@acme/);
});

import { decide } from '../src/domain/access/decide.ts';
import { defaultConfiguration } from '../src/domain/access/default-configuration.ts';
import type { Rule } from '../src/domain/access/policy.ts';
import type { Subject } from '../src/domain/access/subject.ts';
import { type Figure, figure } from './support/figure.ts';

const rules: readonly Rule[] = Array.from({ length: 500 }, (_, index) => ({
  name: `rule-${index}`,
  effect: 'deny',
  when: {
    commands: ['create-cluster'],
    clusters: [`team-${index}-*`, `*-of-${index}`],
    regions: ['eu-west-1'],
    times: [{ days: ['sat', 'sun'], from: '18:00', to: '08:00', zone: 'Europe/Berlin' }],
  },
  except: { permission: 'admin' },
}));
/** Here even the time has to be looked at, as the last of all conditions. */
const timed: readonly Rule[] = rules.map(({ when: { clusters: _names, ...when }, ...rule }) => ({ ...rule, when }));
const subject: Subject = {
  name: 'shop',
  environment: 'production',
  provider: 'aws',
  flavor: 'kubeadm',
  region: 'eu-west-1',
  kubernetesVersion: 'v1.34.3',
  machineTypes: ['m7i.large'],
  controlPlane: 3,
  workers: 5,
};

/** A decision with 500 rules, none of which matches: the median. */
export async function figures(): Promise<Figure[]> {
  return [
    figure('policy decision with 500 rules', medianOf(rules), 'ms', 0.2),
    figure('policy decision with 500 rules that all ask for the time', medianOf(timed), 'ms', 0.2),
  ];
}

function medianOf(asked: readonly Rule[]): number {
  const configuration = { ...defaultConfiguration, policy: { rules: asked, quotas: [], approvals: [], unlock: {} } };
  const times: number[] = [];
  for (let round = 0; round < 500; round += 1) {
    const start = performance.now();
    const { verdict } = decide({
      command: 'create-cluster',
      arguments: { region: ['eu-west-1'] },
      sender: { id: 1, login: 'somebody', bot: false },
      permission: 'write',
      configuration: { state: 'read', configuration },
      now: Date.parse('2026-11-26T12:00:00Z') + round,
      subjects: [subject],
    });
    times.push(performance.now() - start);
    if (verdict !== 'allow') throw new Error('no rule was to match');
  }
  return times.toSorted((a, b) => a - b)[250] ?? Number.NaN;
}

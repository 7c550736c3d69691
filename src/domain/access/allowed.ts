import { fault } from '../finding.ts';
import { fitsPattern } from '../text/pattern.ts';
import { minorOf } from './conditions.ts';
import type { Policy } from './policy.ts';
import { type Check, fails, holds } from './rule-line.ts';
import type { Subject } from './subject.ts';

/** Whether the name of a new cluster is one of the convention. */
export function nameRules(name: string, patterns: Policy['names']): readonly Check[] {
  if (patterns === undefined) return [];
  const rule = 'policy.names';
  if (patterns.some((pattern) => fitsPattern(name, pattern))) return [holds(rule, `The name "${name}" may be.`)];
  const message = `The name "${name}" is not one of the convention here.`;
  const cure = `Give name= in a form of ${patterns.join(', ')}; * stands for any characters.`;
  return [fails(rule, message, fault('access/name', message, { cure }))];
}

/** Whether what a command asks of machine types and the Kubernetes version is allowed. */
export function allowedRules({ machineTypes, kubernetesVersion }: Subject, policy: Policy): readonly Check[] {
  const checks: Check[] = [];
  for (const type of policy.machineTypes === undefined ? [] : new Set(machineTypes)) {
    checks.push(machineTypeRule(type, policy.machineTypes ?? []));
  }
  if (policy.versions !== undefined && kubernetesVersion !== undefined) {
    checks.push(versionRule(minorOf(kubernetesVersion), policy.versions));
  }
  return checks;
}

function machineTypeRule(type: string, patterns: readonly string[]): Check {
  const rule = 'policy.machineTypes';
  if (patterns.some((pattern) => fitsPattern(type, pattern))) return holds(rule, `${type} is allowed.`);
  const message = `The machine type "${type}" is not allowed here.`;
  const cure = `Use one of ${patterns.join(', ')}; * stands for any characters.`;
  return fails(rule, message, fault('access/machine-type', message, { cure }));
}

function versionRule(minor: string, allowed: readonly string[]): Check {
  const rule = 'policy.versions';
  if (allowed.includes(minor)) return holds(rule, `Kubernetes ${minor} is allowed.`);
  const message = `Kubernetes ${minor} is not allowed here.`;
  const cure = `Use one of ${allowed.join(', ')}.`;
  return fails(rule, message, fault('access/version', message, { cure }));
}

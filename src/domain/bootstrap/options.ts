import { defaultConfiguration } from '../access/default-configuration.ts';
import type { Packaging, ProviderId } from '../cluster/spec.ts';
import type { ArgumentType } from '../command/table/row.ts';
import { readValue } from '../command/value.ts';
import { type Finding, fault, type Outcome } from '../finding.ts';
import { repositoryUrlForm } from '../gitops/repository-url.ts';
import { providerIds, providers } from '../manifests/registry.ts';
import { clip } from '../text/budget.ts';
import { redact } from '../text/redact.ts';
import { didYouMean } from '../text/suggest.ts';
import { managedProviders } from './providers/registry.ts';

/** What a person types, not yet judged. */
export interface AskedOptions {
  readonly provider: readonly string[];
  readonly engine: readonly string[];
  readonly repoUrl: string;
  readonly branch: string;
  readonly clustersFolder: string;
  readonly namespace: string;
  readonly packaging: string;
  readonly capi: string;
}

export interface BootstrapOptions {
  /** In the order of the providers, each once. */
  readonly providers: readonly [ProviderId, ...ProviderId[]];
  readonly engine: 'argocd' | 'flux';
  readonly repoUrl: string;
  readonly branch: string;
  readonly clustersFolder: string;
  /** Namespace of the clusters in the management cluster. */
  readonly namespace: string;
  readonly packaging: Packaging;
  readonly capi: 'clusterctl' | 'operator';
}

const engines = ['argocd', 'flux'] as const;
const packagings = ['plain', 'kustomize', 'helm', 'clusterclass'] as const;
const installers = ['clusterctl', 'operator'] as const;
/** What git check-ref-format allows, without what a shell or a template could read anything into. */
const branchForm = /^(?![-./])(?!.*(?:\.\.|\/\/|\/\.|\.lock(?:\/|$)))[A-Za-z0-9._/-]{1,200}(?<![./])$/;

/** The options that are meant, or everything that is wrong with them, each with its cure. */
export function decideOptions(asked: AskedOptions): Outcome<BootstrapOptions> {
  const findings: Finding[] = [];
  const value = (option: string, type: ArgumentType, text: string): string => {
    const read = readValue(type, text);
    if (!read.ok) findings.push(wrong(option, text, read.wrong, read.cure));
    return text;
  };
  const oneOf = <T extends string>(option: string, of: readonly [T, ...T[]], text: string): T => {
    value(option, { kind: 'choice', of }, text);
    return of.find((each) => each === text) ?? of[0];
  };

  const chosen = chooseProviders(asked.provider, findings);
  const [first, ...rest] = chosen;
  if (asked.engine.length > 1 && new Set(asked.engine).size > 1) {
    findings.push(
      fault('command/argument-repeated', `--engine was given as ${asked.engine.join(' and as ')}.`, {
        cure: 'Use one engine: two of them would undo each other’s changes.',
      }),
    );
  }
  value('--repo-url', { kind: 'text', max: 500 }, asked.repoUrl);
  if (!repositoryUrlForm.test(asked.repoUrl)) {
    findings.push(
      wrong(
        '--repo-url',
        asked.repoUrl,
        'is not an https or ssh address without credentials',
        'Write it as https://github.com/acme/fleet or git@github.com:acme/fleet.git.',
      ),
    );
  }
  if (!branchForm.test(asked.branch)) {
    findings.push(wrong('--branch', asked.branch, 'is not the name of a branch', 'Write it as git branch shows it.'));
  }
  const options = {
    engine: oneOf('--engine', engines, asked.engine[0] ?? 'argocd'),
    repoUrl: asked.repoUrl,
    branch: asked.branch,
    clustersFolder: value('--clusters-folder', { kind: 'path' }, asked.clustersFolder),
    namespace: value('--namespace', { kind: 'label' }, asked.namespace),
    packaging: oneOf('--packaging', packagings, asked.packaging),
    capi: oneOf('--capi', installers, asked.capi),
  };
  return findings.length > 0 || first === undefined
    ? { ok: false, findings }
    : { ok: true, value: { providers: [first, ...rest], ...options }, notes: [] };
}

function chooseProviders(asked: readonly string[], findings: Finding[]): readonly ProviderId[] {
  const offered = providerIds.filter((id) => managedProviders[id] !== 'refused');
  if (asked.length === 0) {
    findings.push(
      fault('command/argument-missing', 'No provider was named.', {
        cure: `Give --provider once or several times: ${offered.join(', ')}.`,
      }),
    );
  }
  for (const name of asked) {
    const id = providerIds.find((each) => each === name);
    const refusal = id && providers[id].refusal?.(defaultConfiguration);
    if (refusal !== undefined) {
      findings.push({ ...refusal, cure: `Use another provider: ${offered.join(', ')}.` });
    } else if (id === undefined) {
      const meant = didYouMean(name, offered);
      findings.push(
        fault('cluster/provider-unknown', `There is no provider "${name}".`, {
          cure: meant === undefined ? `Use one of ${offered.join(', ')}.` : `Did you mean "${meant}"?`,
        }),
      );
    }
  }
  const chosen = offered.filter((id) => asked.includes(id));
  for (const [namespace, sharing] of Map.groupBy(chosen, managerNamespace)) {
    if (sharing.length < 2) continue;
    findings.push(
      fault(
        'cluster/provider-unavailable',
        `The providers ${sharing.join(' and ')} cannot share a management cluster: both keep their manager, of the same name, in ${namespace}.`,
        { cure: 'Give each a management cluster of its own.' },
      ),
    );
  }
  return chosen;
}

function managerNamespace(id: ProviderId): string {
  const provider = managedProviders[id];
  return provider === 'refused' ? id : provider.namespace;
}

function wrong(option: string, text: string, what: string, cure: string): Finding {
  return fault('command/argument-invalid', `${option}: "${redact(clip(text, 80))}" ${what}.`, { cure });
}

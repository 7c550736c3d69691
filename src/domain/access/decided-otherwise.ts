import type { Request } from '../cluster/request.ts';
import type { ParsedCommand } from '../command/command.ts';
import { type Finding, fault } from '../finding.ts';
import type { Permission } from '../repository.ts';
import type { ConfigurationRead } from './configuration.ts';
import { decide } from './decide.ts';
import { subjectOfSpec } from './subject.ts';

/** A request as it was asked, and what its asker may now. */
export interface PastRequest {
  readonly request: Request;
  readonly pull: number;
  readonly lines: readonly ParsedCommand[];
  readonly permission: Permission;
  /** Of those that either configuration names. */
  readonly teams: readonly string[];
}

/**
 * The commands of past requests that another configuration decides otherwise, were they given now. Quotas are left out: what
 * stood then is not known.
 */
export function decidedOtherwise(
  past: readonly PastRequest[],
  before: ConfigurationRead,
  after: ConfigurationRead,
  now: number,
): readonly Finding[] {
  return past.flatMap(({ request, pull, lines, permission, teams }) =>
    lines.flatMap((line) => {
      const under = (configuration: ConfigurationRead) =>
        decide({
          command: line.name,
          arguments: line.arguments,
          sender: { ...request.asker, bot: false },
          permission,
          teams: { state: 'read', teams },
          configuration: withoutQuotas(configuration),
          now,
          subjects: request.clusters.map(({ spec }) =>
            subjectOfSpec(spec, configuration.state === 'read' ? configuration.configuration.environments : {}),
          ),
        });
      const [was, is] = [under(before), under(after)];
      if (was.verdict === is.verdict) return [];
      const broken = is.why.filter(({ holds }) => !holds).map(({ rule }) => rule);
      const what = `"${line.raw}" of ${request.asker.login} (#${pull})`;
      const message =
        is.verdict === 'allow'
          ? `${what} would now be allowed.`
          : `${what} would now be denied by ${[...new Set(broken)].join(', ')}.`;
      return [{ ...fault('configuration/decides-otherwise', message), severity: 'notice' as const }];
    }),
  );
}

function withoutQuotas(read: ConfigurationRead): ConfigurationRead {
  if (read.state !== 'read') return read;
  const { configuration } = read;
  return { ...read, configuration: { ...configuration, policy: { ...configuration.policy, quotas: [] } } };
}

import { z } from 'zod';
import type { RepositoryRef } from '../domain/repository.ts';
import type { ClientOf } from './client.ts';
import { decode } from './decode.ts';
import { nextPage } from './pages.ts';

/** A check without which nothing is merged into a branch. */
export interface RequiredCheck {
  readonly name: string;
  /** What requires it, in words. */
  readonly by: string;
  /** The only App whose check counts; absent: any. */
  readonly appId?: number;
}

export interface BranchRules {
  readonly required: readonly RequiredCheck[];
  /** What GitHub did not let us see, in words: nothing may be concluded from its absence. */
  readonly unseen: readonly string[];
}

/** What a merge into a branch needs, by branch protection and by the rulesets of repository and organization. */
export type ReadBranchRules = (repository: RepositoryRef, branch: string) => Promise<BranchRules>;

const protectedBranch = z.object({
  protection: z
    .object({
      required_status_checks: z
        .object({
          enforcement_level: z.string().optional(),
          contexts: z.array(z.string()).default([]),
          checks: z.array(z.object({ context: z.string(), app_id: z.number().nullish() })).default([]),
        })
        .nullish(),
    })
    .nullish(),
});

const rules = z.array(
  z.object({
    type: z.string(),
    ruleset_source: z.string().optional(),
    parameters: z
      .object({
        required_status_checks: z
          .array(z.object({ context: z.string(), integration_id: z.number().nullish() }))
          .default([]),
      })
      .nullish(),
  }),
);

/** Without the right to administer, GitHub says 403 or 404; an older Enterprise Server has no rulesets. */
const unseenStatuses = [403, 404];

export function createBranchRules(clientOf: ClientOf): ReadBranchRules {
  return async (repository, branch) => {
    const client = clientOf(repository);
    const parameters = { owner: repository.owner, repo: repository.name, branch };

    const protection = async (): Promise<BranchRules> => {
      const url = '/repos/{owner}/{repo}/branches/{branch}';
      const reply = await client.rest({ method: 'GET', url, parameters, allow: unseenStatuses });
      if (unseenStatuses.includes(reply.status)) return { required: [], unseen: ['the branch protection'] };
      const asked = decode(protectedBranch, reply.data, 'branch').protection?.required_status_checks;
      if (asked == null || asked.enforcement_level === 'off') return { required: [], unseen: [] };
      const by = `branch protection${asked.enforcement_level === 'non_admins' ? ', from which administrators are exempt' : ''}`;
      const named = asked.checks.map(({ context, app_id: app }) => checkOf(context, by, app));
      // An Enterprise Server from before checks had sources gives the names alone.
      const others = asked.contexts.filter((name) => !named.some((each) => each.name === name));
      return { required: [...named, ...others.map((name) => checkOf(name, by, undefined))], unseen: [] };
    };

    const rulesets = async (): Promise<BranchRules> => {
      const url = '/repos/{owner}/{repo}/rules/branches/{branch}';
      const required: RequiredCheck[] = [];
      for (let page: string | undefined = '1'; page !== undefined; ) {
        const asked = { ...parameters, per_page: 100, page: Number(page) };
        const reply = await client.rest({ method: 'GET', url, parameters: asked, allow: unseenStatuses });
        if (unseenStatuses.includes(reply.status)) return { required, unseen: ['the rulesets'] };
        for (const rule of decode(rules, reply.data, 'rules of a branch')) {
          if (rule.type !== 'required_status_checks') continue;
          const by = `a ruleset of ${rule.ruleset_source ?? repository.owner}`;
          const checks = rule.parameters?.required_status_checks ?? [];
          required.push(...checks.map(({ context, integration_id: app }) => checkOf(context, by, app)));
        }
        page = nextPage(reply, 'page');
      }
      return { required, unseen: [] };
    };

    const [one, other] = [await protection(), await rulesets()];
    return { required: [...one.required, ...other.required], unseen: [...one.unseen, ...other.unseen] };
  };
}

/** GitHub writes "any App" as null, as -1, or by leaving it out. */
const checkOf = (name: string, by: string, appId: number | null | undefined): RequiredCheck => ({
  name,
  by,
  ...(appId == null || appId < 0 ? {} : { appId }),
});

import type { Configuration } from '../domain/access/configuration.ts';
import { clusterFolder, requestId } from '../domain/cluster/names.ts';
import type { ChangeRequest, Request } from '../domain/cluster/request.ts';
import { filesOf, type RenderedCluster } from '../domain/cluster/spec.ts';
import { type Finding, fault } from '../domain/finding.ts';
import { holdsFor } from '../domain/locks/findings.ts';
import { renderCluster } from '../domain/manifests/render.ts';
import { creationWords } from '../domain/report/pull-text.ts';
import { dryRunReply } from '../domain/report/replies.ts';
import type { ManagementClusters } from '../ports/cluster.ts';
import type { Tree } from '../ports/github.ts';
import type { RequestStore } from '../ports/requests.ts';
import type { Signer } from '../ports/signer.ts';
import { type Answer, refusal } from './answer.ts';
import { askedRequest, rememberCluster } from './asked-request.ts';
import { compare } from './compare.ts';
import type { AllowedCommand, Occasion } from './handle-command.ts';
import { holdsOn, openRequests } from './lock-book.ts';
import type { ChangeOpened, ChangeToOpen } from './open-change.ts';
import { chooseTarget, type Planned, planCommands, type Refused } from './plan-commands.ts';
import { type Base, readBase } from './read-base.ts';
import { unservedNamespace } from './served-namespace.ts';
import type { SurveyFleet } from './survey-fleet.ts';

interface Needs {
  readonly openChange: (change: ChangeToOpen) => Promise<ChangeOpened>;
  readonly signer: Signer;
  readonly tree: Tree;
  readonly managementClusters: ManagementClusters;
  readonly surveyFleet: SurveyFleet;
  readonly requests: RequestStore;
}

interface Rendered extends Planned {
  readonly rendered: readonly RenderedCluster[];
}

const command = 'create-cluster';

/** All create commands of one comment: one request, one commit, one pull request, or one refusal of all. */
export function createCreateClusters(
  needs: Needs,
): (commands: readonly AllowedCommand[], occasion: Occasion) => Promise<readonly Answer[]> {
  const create = async (commands: readonly AllowedCommand[], occasion: Occasion): Promise<readonly Answer[]> => {
    const { job, facts } = occasion;
    const first = commands[0];
    if (first === undefined || facts.issue === undefined) return [];
    const raw = commands.map((each) => each.command.raw).join('\n');
    const refuse = (findings: readonly Finding[]): readonly Answer[] => [
      refusal({ name: command, raw, line: first.command.line }, findings),
    ];
    const { configuration } = first.decision;
    const id = requestId(job.repository.id, job.sourceNodeId, first.command.index);
    const open = openRequests(needs.signer, job.repository, facts.openPulls)
      .map(({ request }) => request)
      .filter((request) => request.id !== id);

    const repeated = open.find((request) => request.issue === job.issue && sameCommands(request, commands));
    if (repeated !== undefined) return [{ command, outcome: 'done' }];

    if (facts.missingPermissions.length > 0 && !isDryRun(first))
      return refuse([
        fault('github/permission', `the installation of the App does not grant ${facts.missingPermissions.join(', ')}`),
      ]);
    if (facts.baseSha === undefined || facts.repository.empty)
      return refuse([fault('github/empty', 'the repository has no commit yet')]);
    const management = needs.managementClusters.of(job);
    const unserved = unservedNamespace(
      management.namespaces,
      configuration.clusters.namespace,
      'Change clusters.namespace in .github/clusterops.yml, or ask the people who run ClusterOps to allow the namespace.',
    );
    if (unserved.length > 0) return refuse(unserved);
    if (facts.clusterFolders === undefined)
      return refuse([fault('github/unavailable', 'the clusters folder could not be read in full')]);

    const begun = occasion.repeated ? await needs.requests.get(id) : undefined;
    const target = await chooseTarget(management, configuration, begun?.request);
    const planned = planCommands(commands, occasion, configuration, { id, open, target });
    if ('findings' in planned) return refuse(planned.findings);
    const names = planned.specs.map(({ name }) => name);
    const holds = holdsFor(isDryRun(first), holdsOn(needs.signer, occasion, names, id));
    if (holds.refusing.length > 0) return refuse(holds.refusing);
    const base = await readBase(needs.tree, occasion, facts.baseSha, planned.specs, configuration);
    if ('findings' in base) return refuse(base.findings);
    const rendered = render(planned, { ...configuration, engine: target.engine }, base);
    if ('findings' in rendered) return refuse(rendered.findings);
    const inTheWay = facts.inTheWay.filter((path) =>
      rendered.rendered.some((each) => `${each.folder}/`.startsWith(`${path}/`)),
    );
    if (inTheWay.length > 0)
      return refuse(
        inTheWay.map((path) =>
          fault('cluster/file-in-the-way', `"${path}" is a file, and a folder of that name is needed`, {
            place: { path },
          }),
        ),
      );
    const compared = await compare(needs, occasion, facts.baseSha, rendered, base, configuration);
    if (compared.refused.length > 0) return refuse(compared.refused);
    const notes = [...holds.told, ...rendered.notes, ...compared.notes];
    if (isDryRun(first)) {
      return [
        {
          command,
          outcome: 'done',
          body: dryRunReply({ files: filesOf(rendered.rendered), clusters: planned.specs, notes }),
        },
      ];
    }

    const request = rememberCluster(requestOf(occasion, commands, configuration, id, rendered), management);
    const opened = await needs.openChange({
      request,
      words: creationWords(request, rendered.rendered, notes),
      files: filesOf(rendered.rendered),
      repository: base.needed,
      fleet: compared.fleet,
      facts: { ...facts, baseSha: facts.baseSha },
      configuration,
      sourceBody: job.body,
      repeated: occasion.repeated,
    });
    if (opened.state === 'open') return [{ command, outcome: 'done', announced: true }];
    return refuse([
      opened.state === 'foreign branch'
        ? fault('request/branch-foreign', `the branch "${request.branch}" exists and is not this request's`)
        : fault(
            'request/no-change',
            `the files of ${planned.specs.map((spec) => spec.name).join(', ')} are on ${request.base} exactly so already`,
          ),
    ]);
  };
  return async (commands, occasion) => [
    ...(await create(commands.filter(isDryRun), occasion)),
    ...(await create(
      commands.filter((each) => !isDryRun(each)),
      occasion,
    )),
  ];
}

const isDryRun = ({ command: { arguments: given } }: AllowedCommand): boolean => given['dry-run'] === true;

function render(planned: Planned, configuration: Configuration, base: Base): Rendered | Refused {
  const repository = new Map([...base.fleet.map(({ path, content }) => [path, content] as const), ...base.needed]);
  const outcomes = planned.specs.map((spec) => renderCluster(spec, configuration, repository));
  const findings = outcomes.flatMap((outcome) => (outcome.ok ? [] : outcome.findings));
  if (findings.length > 0) return { findings };
  const done = outcomes.filter((outcome) => outcome.ok);
  return {
    specs: planned.specs,
    rendered: done.map((outcome) => outcome.value),
    notes: [...planned.notes, ...base.notes, ...done.flatMap((outcome) => outcome.notes)],
  };
}

function requestOf(
  occasion: Occasion,
  commands: readonly AllowedCommand[],
  configuration: Configuration,
  id: string,
  { specs, rendered }: Rendered,
): ChangeRequest {
  const names = specs.map((spec) => spec.name);
  const lines = commands.map((each) => each.command);
  return {
    ...askedRequest(command, id, occasion, lines, names, configuration),
    clusters: specs.map((spec, index) => ({
      // What a template makes counts against quotas, and not what it was asked for.
      spec: { ...spec, ...rendered[index]?.made },
      folder: rendered[index]?.folder ?? clusterFolder(configuration.clusters.folder, spec.name),
      objects: rendered[index]?.objects ?? [],
    })),
    delivery: configuration.delivery,
  };
}

const sameCommands = (request: Request, commands: readonly AllowedCommand[]): boolean =>
  request.commands.length === commands.length &&
  commands.every((each, index) => normal(each.command.raw) === normal(request.commands[index] ?? ''));

const normal = (raw: string): string => raw.replace(/\s+/g, ' ').trim();

import type { Settings } from './config.ts';
import { defaultConfiguration } from './domain/access/default-configuration.ts';
import type { AuditTrail } from './ports/audit.ts';
import type { Clock } from './ports/clock.ts';
import type { ManagementClusters } from './ports/cluster.ts';
import type { GitHub } from './ports/github.ts';
import type { AdoptPullJob, JobHandlers, JobLine, Jobs } from './ports/jobs.ts';
import type { Log } from './ports/log.ts';
import type { Metrics } from './ports/metrics.ts';
import type { ListedSettings, RequestStore } from './ports/requests.ts';
import type { Served } from './ports/served.ts';
import type { Signer } from './ports/signer.ts';
import { createAdoptRemoval } from './workflows/adopt-removal.ts';
import { createCarryOutDeletion } from './workflows/carry-out-deletion.ts';
import type { CheckPolicy } from './workflows/check-policy.ts';
import { createCleanUp } from './workflows/clean-up.ts';
import { createDeletionCap } from './workflows/deletion-cap.ts';
import { createFollowDeletion, type FollowDeletion } from './workflows/follow-deletion.ts';
import { createFollowRemoval } from './workflows/follow-removal.ts';
import { createJudgeMerge } from './workflows/judge-merge.ts';
import type { FollowMoved } from './workflows/moved-repository.ts';
import type { Publish } from './workflows/publish.ts';
import type { RecordAct } from './workflows/record-act.ts';
import { createRemoveTemplates } from './workflows/remove-templates.ts';
import { rememberingFault, sayingFaults } from './workflows/say-fault.ts';
import { createSweepOrphans } from './workflows/sweep-orphans.ts';

/** What all workflows are made of. */
export interface Parts {
  readonly settings: Settings;
  readonly served: Served;
  readonly github: GitHub;
  readonly managementClusters: ManagementClusters;
  readonly database: {
    readonly jobs: Jobs & JobLine;
    readonly requests: RequestStore;
    readonly settings: ListedSettings;
    readonly audit: AuditTrail;
  };
  readonly signer: Signer;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
}

interface Needs extends Parts {
  readonly publish: Publish;
  readonly recordAct: RecordAct;
  readonly checkPolicy: CheckPolicy;
  readonly followMoved: FollowMoved;
  readonly adoptPull: (job: AdoptPullJob) => Promise<void>;
}

/** The workflows by which something of a management cluster goes, with what they share. */
export function composeDeletions(needs: Needs): {
  readonly followDeletion: FollowDeletion;
  readonly followRemoval: FollowDeletion;
  readonly handlers: Pick<
    JobHandlers,
    'delete-cluster' | 'remove-templates' | 'clean-up' | 'adopt-removal' | 'sweep-orphans'
  >;
} {
  const { github, database, settings: server, ...parts } = needs;
  const { stuck: stuckAfterMs, settle: settleMs } = server.timing;
  const shared = { ...github, ...parts, ...database, defaultConfiguration, settleMs, stuckAfterMs };
  const deleting = {
    ...shared,
    judgeMerge: createJudgeMerge(shared),
    takePlace: createDeletionCap({ ...shared, mostAnHour: server.deletionsAnHour }),
  };
  return {
    followDeletion: createFollowDeletion(deleting),
    followRemoval: createFollowRemoval(shared),
    handlers: {
      'delete-cluster': rememberingFault(deleting, createCarryOutDeletion(deleting)),
      'remove-templates': createRemoveTemplates(deleting),
      'clean-up': sayingFaults(shared, 'clean-up', createCleanUp(shared)),
      'adopt-removal': createAdoptRemoval(shared),
      'sweep-orphans': createSweepOrphans(deleting),
    },
  };
}

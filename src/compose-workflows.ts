import { createBuilders } from './builders/builders.ts';
import { composeDeletions, type Parts } from './compose-deletions.ts';
import { composeSchedules } from './compose-schedules.ts';
import { defaultConfiguration } from './domain/access/default-configuration.ts';
import type { JobHandlers } from './ports/jobs.ts';
import { schemaSource } from './schemas/source.ts';
import { createAdoptPull } from './workflows/adopt-pull.ts';
import { createAdvanceTrain } from './workflows/advance-train.ts';
import { createPutAnswers } from './workflows/answer.ts';
import { createAskPolicy } from './workflows/ask-policy.ts';
import { createAuditCommand } from './workflows/audit-command.ts';
import { createAwaitTurn } from './workflows/await-turn.ts';
import { createBuildingOn } from './workflows/building-on.ts';
import { createCheckAction } from './workflows/check-action.ts';
import { createCheckConfiguration } from './workflows/check-configuration.ts';
import { createCheckFiles } from './workflows/check-files.ts';
import { createCheckLocks } from './workflows/check-locks.ts';
import { createCheckPolicy } from './workflows/check-policy.ts';
import { createCheckPull } from './workflows/check-pull.ts';
import { createChooseClusters } from './workflows/choose-clusters.ts';
import { createCompareBase } from './workflows/compare-base.ts';
import { createConfirmDeletion } from './workflows/confirm-deletion.ts';
import { createControlCommands } from './workflows/control-commands.ts';
import { createCreateClusters } from './workflows/create-clusters.ts';
import { createDeleteCluster } from './workflows/delete-cluster.ts';
import { createEditCommands } from './workflows/edit-cluster.ts';
import { createExpireClusters } from './workflows/expire-clusters.ts';
import { createHandleCommand } from './workflows/handle-command.ts';
import { createLockCommands } from './workflows/lock-commands.ts';
import { createLookAtPull } from './workflows/look-at-pull.ts';
import { createFindMoved, createFollowMoved, createMoveRequest } from './workflows/moved-repository.ts';
import { createObserve } from './workflows/observe.ts';
import { createOpenChange } from './workflows/open-change.ts';
import { createOpenDeletion } from './workflows/open-deletion.ts';
import { createPlanAgain } from './workflows/plan-again.ts';
import { createPublish } from './workflows/publish.ts';
import { createReadCommands } from './workflows/read-commands.ts';
import { createReadStanding } from './workflows/read-standing.ts';
import { createReconcile } from './workflows/reconcile.ts';
import { createRecordAct } from './workflows/record-act.ts';
import { createRecordVerdict } from './workflows/record-verdict.ts';
import { createRecountQuotas } from './workflows/recount-quotas.ts';
import { createRehearseChange } from './workflows/rehearse-change.ts';
import { createReplanCluster } from './workflows/replan-cluster.ts';
import { createRequestsHere } from './workflows/requests-here.ts';
import { createReviewDeletion } from './workflows/review-deletion.ts';
import { sayingFaults } from './workflows/say-fault.ts';
import { createSelectClusters } from './workflows/select-clusters.ts';
import { createStandInLine } from './workflows/stand-in-line.ts';
import { createStickyWriter } from './workflows/sticky.ts';
import { createStopTrain } from './workflows/stop-train.ts';
import { createSurveyFleet } from './workflows/survey-fleet.ts';

/** Gives each workflow the parts that it names. */
export function composeWorkflows(parts: Parts): JobHandlers {
  const { github, managementClusters, signer, clock, metrics, log } = parts;
  const { jobs, requests, settings } = parts.database;
  const { commandPrefix, docsUrl: docs } = parts.settings;
  const checkFiles = createCheckFiles({ schemas: schemaSource, builders: createBuilders(parts.settings.builders) });
  const rehearse = createRehearseChange({ managementClusters });
  const planAgain = createPlanAgain({ managementClusters, jobs });
  const publish = createPublish({
    announcements: github.announcements,
    requests,
    sticky: createStickyWriter(signer),
    clock,
    metrics,
  });
  const readStanding = createReadStanding(github);
  const selectClusters = createSelectClusters({ readStanding });
  const recountQuotas = createRecountQuotas({ facts: github.facts, readStanding, signer });
  const replan = createReplanCluster({ pulls: github.pulls, signer, jobs });
  const recordAct = createRecordAct({ audit: parts.database.audit, log });
  const checkPolicy = createCheckPolicy({ ...github, requests, signer, jobs, clock });
  const recordVerdict = createRecordVerdict({ settings, recordAct });
  const openChange = createOpenChange({
    recordVerdict,
    recountQuotas,
    checkPolicy,
    ...github,
    requests,
    publish,
    signer,
    jobs,
    recordAct,
    clock,
    checkFiles,
    rehearse,
    planAgain,
  });
  const openDeletion = createOpenDeletion({
    changes: github.changes,
    requests,
    publish,
    signer,
    jobs,
    recordAct,
    clock,
  });
  const findMoved = createFindMoved({ recovery: github.recovery, served: parts.served });
  const adoptPull = createAdoptPull({ ...github, requests, signer, jobs, recordAct, findMoved, clock, log });
  const followMoved = createFollowMoved({ findMoved, jobs, log });
  const deletions = composeDeletions({ ...parts, publish, recordAct, checkPolicy, followMoved, adoptPull });
  const deleteCluster = createDeleteCluster({ tree: github.tree, signer, managementClusters, openDeletion });
  const askPolicy = createAskPolicy({ tree: github.tree, signer, readStanding, selectClusters });
  const schedules = composeSchedules({ ...parts, ...parts.database, readStanding, askPolicy });
  const putAnswers = createPutAnswers({ announcements: github.announcements, signer });
  return {
    'handle-command': createHandleCommand({
      ...github,
      putAnswers,
      createClusters: createCreateClusters({
        openChange,
        signer,
        tree: github.tree,
        managementClusters,
        surveyFleet: createSurveyFleet(),
        requests,
      }),
      others: {
        ...createReadCommands({ ...github, signer, managementClusters, clock, commandPrefix, docs }),
        ...createEditCommands({
          openChange,
          chooseClusters: createChooseClusters({ tree: github.tree, signer, selectClusters, managementClusters }),
          tree: github.tree,
          managementClusters,
          clock,
        }),
        'delete-cluster': deleteCluster,
        confirm: createConfirmDeletion({
          announcements: github.announcements,
          signer,
          managementClusters,
          jobs,
          recordAct,
          clock,
        }),
        ...createLockCommands({
          lockIssues: github.lockIssues,
          tree: github.tree,
          signer,
          replan,
          recordAct,
          clock,
        }),
        ...createControlCommands({
          pulls: github.pulls,
          requests,
          jobs,
          managementClusters,
          clock,
          requestsHere: createRequestsHere({ pulls: github.pulls, requests, signer, adoptPull }),
          stopTrain: createStopTrain({ ...github, requests, signer, jobs }),
        }),
      },
      auditCommand: createAuditCommand(recordAct),
      askPolicy,
      awaitTurn: createAwaitTurn({ jobs, selectClusters }),
      inLine: createStandInLine({ ...github, line: jobs, signer, clock }),
      clock,
      commandPrefix,
      metrics,
      log,
    }),
    'check-pull': createCheckPull({
      ...github,
      requests,
      lookAtPull: createLookAtPull({
        ...github,
        requests,
        defaultConfiguration,
        checkConfiguration: createCheckConfiguration({ ...github, signer, commandPrefix, clock }),
      }),
      checkFiles,
      rehearse,
      planAgain,
      recountQuotas,
      recordVerdict,
      reviewDeletion: createReviewDeletion({ ...github, signer, managementClusters, clock }),
      checkLocks: createCheckLocks({ ...github, signer }),
      checkPolicy,
      publish,
      log,
    }),
    observe: sayingFaults(
      { requests, publish, jobs, clock, log },
      'observe',
      createObserve({
        requests,
        tree: github.tree,
        history: github.history,
        managementClusters,
        publish,
        jobs,
        clock,
        docs,
        followDeletion: deletions.followDeletion,
        followRemoval: deletions.followRemoval,
      }),
    ),
    'advance-train': createAdvanceTrain({
      ...github,
      requests,
      signer,
      managementClusters,
      publish,
      jobs,
      clock,
      commandPrefix,
      log,
    }),
    ...deletions.handlers,
    'adopt-pull': adoptPull,
    'check-action': createCheckAction({ ...github, requests, signer, jobs, managementClusters, clock, log }),
    'expire-clusters': createExpireClusters({
      ...github,
      requests,
      jobs,
      signer,
      deleteCluster,
      putAnswers,
      watchSchedules: schedules.watch,
      defaultConfiguration,
      clock,
      log,
    }),
    'keep-schedule': schedules.keep,
    'move-request': createMoveRequest({ requests, jobs, log }),
    reconcile: createReconcile({
      findMoved,
      ...github,
      buildingOn: createBuildingOn(settings),
      defaultConfiguration,
      replan,
      watchSchedules: schedules.watch,
      compareBase: createCompareBase({
        ...github,
        managementClusters,
        replan,
        requests,
        settings,
        jobs,
        clock,
        log,
        settleMs: parts.settings.timing.settle,
      }),
      requests,
      settings,
      jobs,
      clock,
      log,
      commandPrefix,
    }),
  };
}

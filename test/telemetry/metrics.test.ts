import { describe, expect, test } from '@jest/globals';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { startMetrics } from '../../src/web/metrics.ts';

const silent = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} };

describe('the metrics', () => {
  test('count what happened, by bounded labels', async () => {
    const metrics = createMetrics();
    metrics.delivery('stored');
    metrics.delivery('stored');
    metrics.command('create-cluster', 'done');
    metrics.job('observe', 'retried', 0.2);
    metrics.githubRequest(7, 'graphql', 200);
    metrics.githubRequest(7, 'rest', 404);
    metrics.githubRequest(7, 'rest', 0);
    metrics.githubQuota(7, 'graphql', 4_321);
    metrics.checkWritten('Plan', 'success');
    const { text, type } = await metrics.expose();
    expect(type).toContain('text/plain');
    for (const line of [
      'clusterops_deliveries_total{outcome="stored"} 2',
      'clusterops_commands_total{command="create-cluster",outcome="done"} 1',
      'clusterops_job_runs_total{kind="observe",outcome="retried"} 1',
      'clusterops_job_seconds_count{kind="observe"} 1',
      'clusterops_github_requests_total{installation="7",kind="graphql",status="2xx"} 1',
      'clusterops_github_requests_total{installation="7",kind="rest",status="4xx"} 1',
      'clusterops_github_requests_total{installation="7",kind="rest",status="failed"} 1',
      'clusterops_github_quota_remaining{installation="7",resource="graphql"} 4321',
      'clusterops_checks_written_total{stage="Plan",state="success"} 1',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
    expect(text).toContain('process_resident_memory_bytes');
  });

  test('read depths and ages when asked, and forget kinds that are gone', async () => {
    const metrics = createMetrics();
    let kinds = [{ kind: 'observe', waiting: 3, active: 1, dead: 2, oldestSeconds: 9 }];
    metrics.observe({
      jobs: async () => kinds,
      inbox: async () => ({ waiting: 5, oldestSeconds: 6, dead: 1 }),
      watches: () => [{ managementCluster: 'europe', leads: true, lagSeconds: 12 }],
      oldestCheckSeconds: async () => 99,
    });
    const lines = (await metrics.expose()).text.split('\n');
    for (const line of [
      'clusterops_jobs{kind="observe",state="waiting"} 3',
      'clusterops_jobs{kind="observe",state="active"} 1',
      'clusterops_jobs{kind="observe",state="dead"} 2',
      'clusterops_job_oldest_seconds{kind="observe"} 9',
      'clusterops_inbox{state="waiting"} 5',
      'clusterops_inbox{state="dead"} 1',
      'clusterops_inbox_oldest_seconds 6',
      'clusterops_watch_lag_seconds{management_cluster="europe"} 12',
      'clusterops_leader{management_cluster="europe"} 1',
      'clusterops_check_oldest_seconds 99',
    ]) {
      expect(lines).toContain(line);
    }
    kinds = [];
    expect((await metrics.expose()).text).not.toContain('kind="observe"');
  });

  test('a source that fails is counted, and the rest is shown', async () => {
    const metrics = createMetrics();
    metrics.observe({
      jobs: async () => Promise.reject(new Error('down')),
      watches: () => [{ managementCluster: 'europe', leads: false, lagSeconds: 0 }],
    });
    const { text } = await metrics.expose();
    expect(text).toContain('clusterops_metric_source_failures_total{source="jobs"} 1');
    expect(text).toContain('clusterops_leader{management_cluster="europe"} 0');
  });

  test('are served on a port of their own', async () => {
    const metrics = createMetrics();
    const web = await startMetrics({ port: 0, host: '127.0.0.1', log: silent, expose: metrics.expose });
    const response = await fetch(`${web.url}/metrics`);
    expect(response.headers.get('content-type')).toContain('text/plain');
    expect(await response.text()).toContain('clusterops_deliveries_total');
    expect((await fetch(web.url)).status).toBe(404);
    await web.close();
  });
});

import { connectCluster } from '../../src/kubernetes/connect.ts';

/** Watches the server of the first argument until the picture is whole; prints how long that took and the peak memory. */
const silent = { info() {}, warn() {}, error() {}, debug() {} };
const kubeconfig = {
  apiVersion: 'v1',
  kind: 'Config',
  'current-context': 'bench',
  clusters: [{ name: 'bench', cluster: { server: process.argv[2] } }],
  users: [{ name: 'bench', user: { token: 'none' } }],
  contexts: [{ name: 'bench', context: { cluster: 'bench', user: 'bench' } }],
};
const connection = await connectCluster({
  source: 'kubeconfig',
  content: JSON.stringify(kubeconfig),
  clock: { now: Date.now },
  log: silent,
});
const start = performance.now();
connection.start();
const { state } = await connection.whenLive(120_000);
const seconds = (performance.now() - start) / 1000;
const members = connection.view.cluster('team-0', 'cluster-0')?.members.length;
const peakMegabytes = process.resourceUsage().maxRSS / 1024;
await connection.close();
console.log(JSON.stringify({ state, seconds, members, peakMegabytes }));

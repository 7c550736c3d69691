import { argocdNamespace } from './argocd.ts';
import { applications } from './follow.ts';
import type { Scene } from './scene.ts';

/** Waits until Argo CD deletes the Application of a cluster and has said that the Cluster needs a confirmation first. */
export async function deletionHeldBack({ stage, page, name, until }: Scene, cluster: string): Promise<void> {
  const words = `Resource {cluster.x-k8s.io Cluster ${name} ${cluster}} requires manual confirmation to delete`;
  await until(`Argo CD to hold back the deletion of ${cluster}`, async () => {
    const application = await stage.server.kube.get(applications, argocdNamespace, cluster);
    if (application === undefined) throw new Error(`the Application ${cluster} is gone`);
    if (application.metadata.deletionTimestamp === undefined) throw new Error('nobody deletes the Application');
    return stage.argocd.controller.logged(words) ? true : undefined;
  });
  page.say(`Argo CD is to delete the Application ${cluster} and says: ${words}`);
}

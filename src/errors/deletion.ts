import { type CatalogueEntry, entry } from './entry.ts';

/** Codes of the traps of deletion, and of delete requests. */
export const deletion = {
  'deletion/not-asked': entry(
    'A cluster leaves Git without a delete request, so nobody would confirm what happens to its machines.',
    'Bring its files back, and comment /delete-cluster with its name on an issue.',
  ),
  'deletion/unconfirmed': entry(
    'A delete request has not been confirmed at this commit.',
    'Comment /confirm with the code that the pull request shows.',
  ),
  'deletion/protected': entry(
    'The configuration protects the cluster from deletion.',
    'Take it out of deletion.protected in .github/clusterops.yml first, in a pull request of its own.',
  ),
  'deletion/folder-moved': entry(
    'A cluster is moved to another folder, which an engine that follows folders takes for a removal.',
    'Move it back; docs/deletion.md says how clusters are moved.',
  ),
  'deletion/foreground': entry(
    'A GitOps engine would delete the Cluster as soon as Git no longer has it.',
    'Add the annotations that docs/deletion.md names.',
  ),
  'deletion/template-in-use': entry(
    'A template is removed to which something still refers.',
    'Bring it back, or refer to another first.',
  ),
  'deletion/foundation-in-use': entry(
    'A namespace or a provider is removed on which clusters still stand.',
    'Delete the clusters first, each with /delete-cluster.',
  ),
} as const satisfies Record<string, CatalogueEntry>;

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
  'deletion/no-folder': entry(
    'The cluster stands in no folder of its own, so what belongs to it alone is not known.',
    'Move its files into a folder below the clusters folder, or remove them in a pull request of your own.',
  ),
  'deletion/folder-shared': entry(
    'The folder of the cluster holds other clusters as well.',
    'Give each cluster a folder of its own first.',
  ),
  'deletion/not-owned': entry(
    "The Cluster in the management cluster is not marked as this repository's, so nothing of it is deleted from here.",
    'Annotate it in Git with clusterops.dev/repository-id and the id of the repository.',
  ),
  'deletion/with-others': entry(
    'A delete request changes the configuration as well, or more files than GitHub lists.',
    'Delete clusters in a pull request that does nothing else.',
  ),
  'deletion/second-person': entry(
    'Somebody else than who asked must confirm a deletion here.',
    'Ask another person who may delete to give the code.',
  ),
  'deletion/code-wrong': entry('The code is none that was given here.', 'Copy the code from the pull request.'),
  'deletion/code-stale': entry(
    'The code is for another commit or object, or no longer valid.',
    'Look again at what goes: the pull request shows a new code in a moment.',
  ),
} as const satisfies Record<string, CatalogueEntry>;

import type { FileContent } from '../domain/cluster/spec.ts';
import { foldersOf } from '../domain/manifests/validate/folder.ts';
import { type Survey, together } from '../domain/manifests/validate/survey.ts';
import { surveyText } from '../domain/manifests/validate/survey-text.ts';

/** What of the clusters of a repository matters to others. Other commands go on in between. */
export async function surveyFleet(files: readonly FileContent[], clustersFolder: string): Promise<Survey> {
  const surveys: Survey[] = [];
  for (const folder of foldersOf(files, clustersFolder)) {
    surveys.push(surveyText(folder));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return together(surveys);
}

import type { FileContent } from '../domain/cluster/spec.ts';
import { type Survey, together } from '../domain/manifests/validate/survey.ts';
import { surveyText } from '../domain/manifests/validate/survey-text.ts';
import { lookOnce } from './look-once.ts';

/** What of the clusters of a repository matters to others. */
export type SurveyFleet = (files: readonly FileContent[], clustersFolder: string) => Promise<Survey>;

export function createSurveyFleet(): SurveyFleet {
  const surveys = lookOnce((folder) => surveyText(folder));
  return async (files, clustersFolder) => together(await surveys(files, clustersFolder));
}

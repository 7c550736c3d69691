import type { FileContent } from '../domain/cluster/spec.ts';
import { contentDigest, foldersOf } from '../domain/manifests/validate/folder.ts';
import { type Survey, together } from '../domain/manifests/validate/survey.ts';
import { surveyText } from '../domain/manifests/validate/survey-text.ts';

/** What of the clusters of a repository matters to others. */
export type SurveyFleet = (files: readonly FileContent[], clustersFolder: string) => Promise<Survey>;

/** Surveys that are kept: a few kilobytes each. */
const foldersKept = 5_000;

/** Looks at a folder once while its files are the same. Other commands go on in between. */
export function createSurveyFleet(): SurveyFleet {
  const kept = new Map<string, Survey>();
  return async (files, clustersFolder) => {
    const surveys: Survey[] = [];
    for (const folder of foldersOf(files, clustersFolder)) {
      const digest = contentDigest(folder);
      const known = kept.get(digest);
      const survey = known ?? surveyText(folder);
      surveys.push(survey);
      kept.delete(digest);
      kept.set(digest, survey);
      if (known === undefined) await new Promise((resolve) => setImmediate(resolve));
    }
    for (const oldest of kept.keys()) {
      if (kept.size <= foldersKept) break;
      kept.delete(oldest);
    }
    return together(surveys);
  };
}

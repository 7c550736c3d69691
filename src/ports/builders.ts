import type { Recipe } from '../domain/manifests/builds/recipe.ts';

/** What a build came to. */
export type Built =
  | { readonly state: 'built'; readonly printed: string }
  /** The tool refuses the folder; its own words, with paths as they are in the repository. */
  | { readonly state: 'failed'; readonly complaint: string }
  /** It was not built, or not to its end: the tool is not here, or a limit was met. */
  | { readonly state: 'not built'; readonly why: string; readonly cure: string };

export interface Builders {
  /**
   * Builds each recipe in confinement: its files only, an empty environment, no network where the system lets that be taken
   * away, bounded time, memory and output. One answer a recipe, in their order; whatever a recipe holds, nothing is thrown.
   */
  build(recipes: readonly Recipe[]): Promise<readonly Built[]>;
}
